using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kiosk.Edge.Sensing;

/// <summary>The part of ALSA's library (alsa-lib 1.2, include/pcm.h) that a recording needs.</summary>
internal static unsafe partial class Alsa
{
    public const int Capture = 1; // SND_PCM_STREAM_CAPTURE
    public const int NonBlocking = 1; // SND_PCM_NONBLOCK
    public const int Interleaved = 3; // SND_PCM_ACCESS_RW_INTERLEAVED
    public const int Signed16 = 2; // SND_PCM_FORMAT_S16_LE
    public const int Signed32 = 10; // SND_PCM_FORMAT_S32_LE

    public const int TryAgain = -11; // -EAGAIN
    public const int Overrun = -32; // -EPIPE

    private const string Library = "libasound.so.2";

    /// <summary>Keeps the library's own lines off standard error; each failure is told in one sentence of ours.</summary>
    public static void Silence() => _ = SetErrorHandler(&Ignore);

    /// <summary>What a negative result means.</summary>
    public static string Text(int error) => Marshal.PtrToStringUTF8(StrError(error)) ?? $"error {error}";

    [LibraryImport(Library, EntryPoint = "snd_pcm_open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Open(out PcmHandle pcm, string name, int stream, int mode);

    [LibraryImport(Library, EntryPoint = "snd_pcm_close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(nint pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_start")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Start(PcmHandle pcm);

    /// <summary>Reads what there is; the buffer holds at least that many frames.</summary>
    /// <returns>Frames read, or a negative error.</returns>
    public static nint Read(PcmHandle pcm, Span<byte> buffer, int frames)
    {
        fixed (byte* bytes = buffer)
        {
            return Read(pcm, bytes, (nuint)frames);
        }
    }

    [LibraryImport(Library, EntryPoint = "snd_pcm_readi")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(PcmHandle pcm, byte* buffer, nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_pcm_recover")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Recover(PcmHandle pcm, int error, int silent);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_malloc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int NewSettings(out nint settings);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void FreeSettings(nint settings);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_any")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int AnySettings(PcmHandle pcm, nint settings);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_rate_resample")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetResampling(PcmHandle pcm, nint settings, uint allowed);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_access")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetAccess(PcmHandle pcm, nint settings, int access);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_format")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetFormat(PcmHandle pcm, nint settings, int format);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_channels_near")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetChannelsNear(PcmHandle pcm, nint settings, ref uint channels);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_rate_near")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetRateNear(PcmHandle pcm, nint settings, ref uint rateHz, nint direction);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_buffer_time_near")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetBufferTimeNear(PcmHandle pcm, nint settings, ref uint microseconds, nint direction);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Apply(PcmHandle pcm, nint settings);

    [LibraryImport(Library, EntryPoint = "snd_strerror")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint StrError(int error);

    [LibraryImport(Library, EntryPoint = "snd_lib_error_set_handler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetErrorHandler(delegate* unmanaged[Cdecl]<nint, int, nint, int, nint, void> handler);

    /// <summary>The library passes further arguments behind these, which the C convention lets a callee leave alone.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint file, int line, nint function, int error, nint format)
    {
    }

    /// <summary>An open device.</summary>
    public sealed class PcmHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle() => Alsa.Close(handle) == 0;
    }
}
