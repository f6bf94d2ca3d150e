namespace OpenCvSharp;

/// <summary>What a picture is decoded to.</summary>
public enum ImreadModes
{
    Unchanged = -1,
    Grayscale = 0,
    Color = 1,
    IgnoreOrientation = 128,
}
