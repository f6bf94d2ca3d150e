namespace OpenCvSharp;

/// <summary>What lies beyond a picture's edge.</summary>
public enum BorderTypes
{
    Constant = 0,
    Replicate = 1,
    Reflect = 2,
    Reflect101 = 4,
    Default = 4,
    Transparent = 5,
}
