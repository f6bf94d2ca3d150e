namespace OpenCvSharp;

/// <summary>A capture's settings.</summary>
public enum VideoCaptureProperties
{
    FrameWidth = 3,
    FrameHeight = 4,
    Fps = 5,
    FourCC = 6,
    ConvertRgb = 16,
    BufferSize = 38,
}
