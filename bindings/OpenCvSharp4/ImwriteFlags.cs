namespace OpenCvSharp;

/// <summary>An encoder's settings.</summary>
public enum ImwriteFlags
{
    JpegQuality = 1,
    PngCompression = 16,
    WebPQuality = 64,
}
