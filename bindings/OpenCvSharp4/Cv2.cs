namespace OpenCvSharp;

/// <summary>OpenCV's functions. A destination of the right size and type is used as it is, so that calls on matrices
/// made once allocate nothing.</summary>
public static unsafe class Cv2
{
    public static void SetNumThreads(int nThreads) => Native.Check(Native.SetNumThreads(nThreads));

    public static int GetNumThreads()
    {
        Native.Check(Native.GetNumThreads(out var threads));
        return threads;
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

    public static void CvtColor(InputArray src, OutputArray dst, ColorConversionCodes code, int dstCn = 0)
    {
        ArgumentNullException.ThrowIfNull(src);
        ArgumentNullException.ThrowIfNull(dst);
        Native.Check(Native.CvtColor(src.Mat.Handle, dst.Mat.Handle, code, dstCn));
    }

    /// <returns>An empty matrix when the bytes are no picture.</returns>
    public static Mat ImDecode(ReadOnlySpan<byte> span, ImreadModes flags)
    {
        if (span.IsEmpty)
        {
            throw new ArgumentException("Empty span", nameof(span));
        }
        var mat = new Mat();
        fixed (byte* bytes = span)
        {
            Native.Check(Native.ImDecode(bytes, span.Length, flags, mat.Handle));
        }
        return mat;
    }
}
