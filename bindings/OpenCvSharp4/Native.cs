using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace OpenCvSharp;

/// <summary>The functions of <c>native/</c>. Each returns null or a pointer to what failed, which <see cref="Check"/>
/// throws.</summary>
internal static unsafe partial class Native
{
    private const string Imgproc = "OpenCvSharpImgproc";
    private const string Capture = "OpenCvSharpCapture";
    private const string Imgcodecs = "OpenCvSharpImgcodecs";

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Load);

    /// <summary>Throws what the native call reported.</summary>
    /// <exception cref="OpenCVException">OpenCV threw; the message is its own.</exception>
    /// <exception cref="OpenCvSharpException">Something else in C++ threw.</exception>
    public static void Check(Failure* failure)
    {
        if (failure is not null)
        {
            Throw(*failure);
        }
    }

    [LibraryImport(Imgproc, EntryPoint = "core_set_num_threads")]
    public static partial Failure* SetNumThreads(int threads);

    [LibraryImport(Imgproc, EntryPoint = "core_get_num_threads")]
    public static partial Failure* GetNumThreads(out int threads);

    [LibraryImport(Imgproc, EntryPoint = "core_mean")]
    public static partial Failure* Mean(MatHandle src, MatHandle mask, out Scalar mean);

    [LibraryImport(Imgproc, EntryPoint = "mat_new")]
    public static partial Failure* MatNew(out MatHandle mat);

    [LibraryImport(Imgproc, EntryPoint = "mat_new_view")]
    public static partial Failure* MatNewView(int rows, int cols, int type, nint data, long step, out MatHandle mat);

    [LibraryImport(Imgproc, EntryPoint = "mat_new_region")]
    public static partial Failure* MatNewRegion(MatHandle of, int x, int y, int width, int height, out MatHandle mat);

    [LibraryImport(Imgproc, EntryPoint = "mat_delete")]
    public static partial Failure* MatDelete(nint mat);

    [LibraryImport(Imgproc, EntryPoint = "mat_create")]
    public static partial Failure* MatCreate(MatHandle mat, int rows, int cols, int type);

    [LibraryImport(Imgproc, EntryPoint = "mat_describe")]
    public static partial Failure* MatDescribe(MatHandle mat, out MatLayout layout);

    [LibraryImport(Imgproc, EntryPoint = "mat_copy")]
    public static partial Failure* MatCopy(MatHandle src, MatHandle dst, MatHandle mask);

    [LibraryImport(Imgproc, EntryPoint = "mat_fill")]
    public static partial Failure* MatFill(MatHandle mat, in Scalar value, MatHandle mask);

    [LibraryImport(Imgcodecs, EntryPoint = "imgcodecs_decode")]
    public static partial Failure* ImDecode(byte* bytes, int length, ImreadModes flags, MatHandle mat);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_resize")]
    public static partial Failure* Resize(
        MatHandle src, MatHandle dst, int width, int height, double fx, double fy, InterpolationFlags interpolation);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_warp_affine")]
    public static partial Failure* WarpAffine(
        MatHandle src, MatHandle dst, MatHandle transform, int width, int height, InterpolationFlags flags,
        BorderTypes border, in Scalar value);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_cvt_color")]
    public static partial Failure* CvtColor(MatHandle src, MatHandle dst, ColorConversionCodes code, int channels);

    [LibraryImport(Capture, EntryPoint = "capture_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Failure* CaptureNew(string path, out CaptureHandle capture);

    [LibraryImport(Capture, EntryPoint = "capture_delete")]
    public static partial Failure* CaptureDelete(nint capture);

    [LibraryImport(Capture, EntryPoint = "capture_is_opened")]
    public static partial Failure* CaptureIsOpened(CaptureHandle capture, out int opened);

    [LibraryImport(Capture, EntryPoint = "capture_grab")]
    public static partial Failure* CaptureGrab(CaptureHandle capture, out int grabbed);

    [LibraryImport(Capture, EntryPoint = "capture_retrieve")]
    public static partial Failure* CaptureRetrieve(CaptureHandle capture, MatHandle image, out int retrieved);

    [LibraryImport(Capture, EntryPoint = "capture_get")]
    public static partial Failure* CaptureGet(CaptureHandle capture, int property, out double value);

    [LibraryImport(Capture, EntryPoint = "capture_set")]
    public static partial Failure* CaptureSet(CaptureHandle capture, int property, double value, out int accepted);

    /// <summary>Loads a shim, and with it OpenCV, at the first call: with matrices and cameras a process has 20 MB, the
    /// decoding of pictures brings another 37 MB (measured on Debian 12).</summary>
    private static nint Load(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name is not (Imgproc or Capture or Imgcodecs))
        {
            return 0;
        }
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var folder = Path.GetDirectoryName(assembly.Location) ?? AppContext.BaseDirectory;
        var path = Path.Combine(folder, "runtimes", $"linux-{architecture}", "native", $"lib{name}.so");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException(
                "OpenCV can't be loaded: install Debian's libopencv-imgcodecs406 (Debian 13: 410), " +
                $"or build again for this machine ({e.Message.ReplaceLineEndings(" ").Trim()}).", e);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(in Failure failure)
    {
        var message = Marshal.PtrToStringUTF8(failure.Message) ?? "";
        throw failure.IsOpenCVs == 0 ? new OpenCvSharpException(message) : new OpenCVException(message);
    }

    /// <summary>What a C++ exception said. The text is the thread's and lasts until its next failure.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Failure
    {
        public readonly nint Message;
        public readonly int IsOpenCVs;
    }

    /// <summary>A matrix's shape and where its pixels are. Step and element size are in bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct MatLayout
    {
        public readonly long Step;
        public readonly long Total;
        public readonly nint Data;
        public readonly int Rows;
        public readonly int Cols;
        public readonly int Type;
        public readonly int ElemSize;
        public readonly int Continuous;
    }
}
