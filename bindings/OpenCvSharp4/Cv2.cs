namespace OpenCvSharp;

/// <summary>OpenCV's functions. A destination of the right size and type is used as it is, so that calls on matrices
/// made once allocate nothing.</summary>
public static unsafe partial class Cv2
{
    public static void SetNumThreads(int nThreads) => Native.Check(Native.SetNumThreads(nThreads));

    public static int GetNumThreads()
    {
        Native.Check(Native.GetNumThreads(out var threads));
        return threads;
    }

    /// <summary>How much OpenCV itself writes to standard error.</summary>
    /// <returns>The level before.</returns>
    public static LogLevel SetLogLevel(LogLevel logLevel)
    {
        Native.Check(Native.SetLogLevel(logLevel, out var previous));
        return previous;
    }

    public static void CopyMakeBorder(
        InputArray src, OutputArray dst, int top, int bottom, int left, int right, BorderTypes borderType,
        Scalar? value = null)
    {
        ArgumentNullException.ThrowIfNull(src);
        ArgumentNullException.ThrowIfNull(dst);
        Native.Check(Native.CopyMakeBorder(
            src.Mat.Handle, dst.Mat.Handle, top, bottom, left, right, borderType, value ?? default));
    }

    public static Scalar Mean(InputArray src, InputArray? mask = null)
    {
        ArgumentNullException.ThrowIfNull(src);
        Native.Check(Native.Mean(src.Mat.Handle, mask?.Mat.Handle ?? MatHandle.None, out var mean));
        return mean;
    }

    public static void Resize(
        InputArray src, OutputArray dst, Size dsize, double fx = 0, double fy = 0,
        InterpolationFlags interpolation = InterpolationFlags.Linear)
    {
        ArgumentNullException.ThrowIfNull(src);
        ArgumentNullException.ThrowIfNull(dst);
        Native.Check(Native.Resize(
            src.Mat.Handle, dst.Mat.Handle, dsize.Width, dsize.Height, fx, fy, interpolation));
    }

    public static void WarpAffine(
        InputArray src, OutputArray dst, InputArray m, Size dsize,
        InterpolationFlags flags = InterpolationFlags.Linear, BorderTypes borderMode = BorderTypes.Constant,
        Scalar? borderValue = null)
    {
        ArgumentNullException.ThrowIfNull(src);
        ArgumentNullException.ThrowIfNull(dst);
        ArgumentNullException.ThrowIfNull(m);
        Native.Check(Native.WarpAffine(
            src.Mat.Handle, dst.Mat.Handle, m.Mat.Handle, dsize.Width, dsize.Height, flags, borderMode,
            borderValue ?? default));
    }

    /// <summary>The 2×3 double matrix that moves three points onto three others.</summary>
    public static Mat GetAffineTransform(IEnumerable<Point2f> src, IEnumerable<Point2f> dst)
    {
        Point2f[] from = [.. src];
        Point2f[] to = [.. dst];
        ArgumentOutOfRangeException.ThrowIfNotEqual(from.Length, 3, nameof(src));
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Length, 3, nameof(dst));
        var transform = new Mat();
        Native.Check(Native.GetAffineTransform(from, to, transform.Handle));
        return transform;
    }

    public static void CvtColor(InputArray src, OutputArray dst, ColorConversionCodes code, int dstCn = 0)
    {
        ArgumentNullException.ThrowIfNull(src);
        ArgumentNullException.ThrowIfNull(dst);
        Native.Check(Native.CvtColor(src.Mat.Handle, dst.Mat.Handle, code, dstCn));
    }

    public static void GaussianBlur(
        InputArray src, OutputArray dst, Size ksize, double sigmaX, double sigmaY = 0,
        BorderTypes borderType = BorderTypes.Default)
    {
        ArgumentNullException.ThrowIfNull(src);
        ArgumentNullException.ThrowIfNull(dst);
        Native.Check(Native.GaussianBlur(
            src.Mat.Handle, dst.Mat.Handle, ksize.Width, ksize.Height, sigmaX, sigmaY, borderType));
    }
}
