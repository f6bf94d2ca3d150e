namespace OpenCvSharp;

/// <summary>Pictures from and to files and bytes (imgcodecs).</summary>
public static unsafe partial class Cv2
{
    /// <returns>An empty matrix when the file can't be read.</returns>
    public static Mat ImRead(string fileName, ImreadModes flags = ImreadModes.Color)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        var mat = new Mat();
        Native.Check(Native.ImRead(fileName, flags, mat.Handle));
        return mat;
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

    public static Mat ImDecode(byte[] buf, ImreadModes flags)
    {
        ArgumentNullException.ThrowIfNull(buf);
        return ImDecode(buf.AsSpan(), flags);
    }

    /// <summary>The format is named by a file's extension with its dot; the settings are pairs of
    /// <see cref="ImwriteFlags"/> and value.</summary>
    public static bool ImEncode(string ext, InputArray img, out byte[] buf, int[]? prms = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(ext);
        ArgumentNullException.ThrowIfNull(img);
        prms ??= [];
        using var encoded = new Mat();
        Native.Check(Native.ImEncode(ext, img.Mat.Handle, prms, prms.Length, encoded.Handle, out var done));
        buf = encoded.AsSpan<byte>().ToArray();
        return done != 0;
    }

    public static void ImEncode(string ext, InputArray img, out byte[] buf, params ImageEncodingParam[] prms)
    {
        ImEncode(ext, img, out buf, Pairs(prms));
    }

    public static bool ImWrite(string fileName, Mat img, int[]? prms = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        ArgumentNullException.ThrowIfNull(img);
        img.ThrowIfDisposed();
        prms ??= [];
        Native.Check(Native.ImWrite(fileName, img.Handle, prms, prms.Length, out var done));
        return done != 0;
    }

    public static bool ImWrite(string fileName, Mat img, params ImageEncodingParam[] prms) =>
        ImWrite(fileName, img, Pairs(prms));

    private static int[] Pairs(ImageEncodingParam[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return [.. parameters.SelectMany(parameter => new[] { (int)parameter.EncodingId, parameter.Value })];
    }
}
