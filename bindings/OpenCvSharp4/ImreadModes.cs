namespace OpenCvSharp;

/// <summary>What a picture is decoded to.</summary>
public enum ImreadModes
{
    Color = 1,
}
