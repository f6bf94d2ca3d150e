using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Kiosk.Edge.Sensing;

/// <summary>An ffmpeg that decodes one recording into a pipe.</summary>
/// <remarks>A process of its own, because a codec that is fed a broken file may crash, and because its libraries cost the
/// worker 67 MB. It ends with <see cref="Dispose"/>, or when nobody reads its pipe any more.</remarks>
internal sealed class RecordingDecoder : IDisposable
{
    private readonly Process _ffmpeg;
    private readonly TaskCompletionSource<string?> _complaint = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts it.</summary>
    /// <param name="path">The recording.</param>
    /// <param name="from">How much of its beginning to leave out.</param>
    /// <param name="output">ffmpeg's arguments that say what is to come out of the pipe.</param>
    /// <exception cref="SensorException">ffmpeg is missing.</exception>
    public RecordingDecoder(string path, TimeSpan from, params IEnumerable<string> output)
    {
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-loglevel", "error",
            "-protocol_whitelist", "file", // a playlist must not fetch anything
            "-ss", from.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture), "-i", Path.GetFullPath(path),
            .. output, "pipe:1",
        ];
        try
        {
            _ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }) ?? throw new UnreachableException("Only shell execution can start nothing.");
        }
        catch (Win32Exception e)
        {
            throw new SensorException(
                "Recordings are decoded by ffmpeg, which can't be started; run 'sudo apt-get install ffmpeg'.", e);
        }

        Output = _ffmpeg.StandardOutput.BaseStream;
        _ffmpeg.ErrorDataReceived += (_, line) => _complaint.TrySetResult(line.Data); // null at the end: no complaint
        _ffmpeg.BeginErrorReadLine();
    }

    /// <summary>What is decoded. Read into the caller's buffers; nothing of it is kept here.</summary>
    public Stream Output { get; }

    /// <summary>Why it failed, once the pipe is at its end; null when it did not.</summary>
    public string? Failure()
    {
        _ffmpeg.WaitForExit();
        return _ffmpeg.ExitCode == 0
            ? null
            : (_complaint.Task.IsCompletedSuccessfully ? _complaint.Task.Result : null)
                ?? $"exit status {_ffmpeg.ExitCode}";
    }

    public void Dispose()
    {
        _ffmpeg.Kill();
        _ffmpeg.WaitForExit();
        Output.Dispose(); // whoever has asked for the stream has to close it
        _ffmpeg.Dispose();
    }
}
