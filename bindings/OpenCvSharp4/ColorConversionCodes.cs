namespace OpenCvSharp;

/// <summary>From which order of channels to which.</summary>
public enum ColorConversionCodes
{
    BGR2GRAY = 6,
    YUV2BGR_I420 = 101,
}
