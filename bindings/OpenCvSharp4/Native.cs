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
    private const string Media = "OpenCvSharpMedia";

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

    [LibraryImport(Imgproc, EntryPoint = "core_set_log_level")]
    public static partial Failure* SetLogLevel(LogLevel level, out LogLevel previous);

    [LibraryImport(Imgproc, EntryPoint = "core_copy_make_border")]
    public static partial Failure* CopyMakeBorder(
        MatHandle src, MatHandle dst, int top, int bottom, int left, int right, BorderTypes border, in Scalar value);

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

    [LibraryImport(Imgproc, EntryPoint = "mat_convert")]
    public static partial Failure* MatConvert(MatHandle src, MatHandle dst, int type, double alpha, double beta);

    [LibraryImport(Media, EntryPoint = "imgcodecs_read", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Failure* ImRead(string path, ImreadModes flags, MatHandle mat);

    [LibraryImport(Media, EntryPoint = "imgcodecs_decode")]
    public static partial Failure* ImDecode(byte* bytes, int length, ImreadModes flags, MatHandle mat);

    [LibraryImport(Media, EntryPoint = "imgcodecs_encode", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Failure* ImEncode(
        string extension, MatHandle mat, ReadOnlySpan<int> parameters, int count, MatHandle encoded, out int done);

    [LibraryImport(Media, EntryPoint = "imgcodecs_write", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Failure* ImWrite(
        string path, MatHandle mat, ReadOnlySpan<int> parameters, int count, out int done);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_resize")]
    public static partial Failure* Resize(
        MatHandle src, MatHandle dst, int width, int height, double fx, double fy, InterpolationFlags interpolation);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_warp_affine")]
    public static partial Failure* WarpAffine(
        MatHandle src, MatHandle dst, MatHandle transform, int width, int height, InterpolationFlags flags,
        BorderTypes border, in Scalar value);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_get_affine_transform")]
    public static partial Failure* GetAffineTransform(
        ReadOnlySpan<Point2f> src, ReadOnlySpan<Point2f> dst, MatHandle transform);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_cvt_color")]
    public static partial Failure* CvtColor(MatHandle src, MatHandle dst, ColorConversionCodes code, int channels);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_gaussian_blur")]
    public static partial Failure* GaussianBlur(
        MatHandle src, MatHandle dst, int width, int height, double sigmaX, double sigmaY, BorderTypes border);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_line")]
    public static partial Failure* Line(
        MatHandle mat, int x1, int y1, int x2, int y2, in Scalar color, int thickness, LineTypes line, int shift);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_rectangle")]
    public static partial Failure* Rectangle(
        MatHandle mat, int x, int y, int width, int height, in Scalar color, int thickness, LineTypes line, int shift);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_ellipse")]
    public static partial Failure* Ellipse(
        MatHandle mat, int x, int y, int halfWidth, int halfHeight, double angle, double start, double end,
        in Scalar color, int thickness, LineTypes line, int shift);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_circle")]
    public static partial Failure* Circle(
        MatHandle mat, int x, int y, int radius, in Scalar color, int thickness, LineTypes line, int shift);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_fill_convex_poly")]
    public static partial Failure* FillConvexPoly(
        MatHandle mat, ReadOnlySpan<Point> points, int count, in Scalar color, LineTypes line, int shift);

    [LibraryImport(Imgproc, EntryPoint = "imgproc_fill_poly")]
    public static partial Failure* FillPoly(
        MatHandle mat, ReadOnlySpan<Point> points, ReadOnlySpan<int> counts, int polygons, in Scalar color,
        LineTypes line, int shift, int offsetX, int offsetY);

    [LibraryImport(Capture, EntryPoint = "capture_new")]
    public static partial Failure* CaptureNew(out CaptureHandle capture);

    [LibraryImport(Capture, EntryPoint = "capture_delete")]
    public static partial Failure* CaptureDelete(nint capture);

    [LibraryImport(Capture, EntryPoint = "capture_open_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Failure* CaptureOpenFile(
        CaptureHandle capture, string path, VideoCaptureAPIs api, out int opened);

    [LibraryImport(Capture, EntryPoint = "capture_open_device")]
    public static partial Failure* CaptureOpenDevice(
        CaptureHandle capture, int index, VideoCaptureAPIs api, out int opened);

    [LibraryImport(Capture, EntryPoint = "capture_is_opened")]
    public static partial Failure* CaptureIsOpened(CaptureHandle capture, out int opened);

    [LibraryImport(Capture, EntryPoint = "capture_release")]
    public static partial Failure* CaptureRelease(CaptureHandle capture);

    [LibraryImport(Capture, EntryPoint = "capture_grab")]
    public static partial Failure* CaptureGrab(CaptureHandle capture, out int grabbed);

    [LibraryImport(Capture, EntryPoint = "capture_retrieve")]
    public static partial Failure* CaptureRetrieve(CaptureHandle capture, MatHandle image, int flag, out int retrieved);

    [LibraryImport(Capture, EntryPoint = "capture_read")]
    public static partial Failure* CaptureRead(CaptureHandle capture, MatHandle image, out int read);

    [LibraryImport(Capture, EntryPoint = "capture_get")]
    public static partial Failure* CaptureGet(CaptureHandle capture, int property, out double value);

    [LibraryImport(Capture, EntryPoint = "capture_set")]
    public static partial Failure* CaptureSet(CaptureHandle capture, int property, double value, out int accepted);

    /// <summary>Loads a shim, and with it OpenCV, at the first call: matrices and cameras cost 13 MB of memory, video and
    /// picture files another 67 MB (measured on Debian 12, a video decoded).</summary>
    private static nint Load(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name is not (Imgproc or Capture or Media))
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
                "OpenCV can't be loaded: install Debian's libopencv-imgcodecs406 and libopencv-videoio406 " +
                $"(Debian 13: 410), or build again for this machine ({e.Message.ReplaceLineEndings(" ").Trim()}).", e);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(in Failure failure)
    {
        var message = Marshal.PtrToStringUTF8(failure.Message) ?? "";
        if (failure.Code == 0)
        {
            throw new OpenCvSharpException(message);
        }
        throw new OpenCVException(
            (ErrorCode)failure.Code,
            Marshal.PtrToStringUTF8(failure.Function) ?? "",
            message,
            Marshal.PtrToStringUTF8(failure.File) ?? "",
            failure.Line);
    }

    /// <summary>What a C++ exception said. The texts are the thread's and last until its next failure.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Failure
    {
        public readonly int Code;
        public readonly int Line;
        public readonly nint Function;
        public readonly nint Message;
        public readonly nint File;
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
