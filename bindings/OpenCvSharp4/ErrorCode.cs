namespace OpenCvSharp;

/// <summary>Why OpenCV threw (<c>cv::Error::Code</c>).</summary>
public enum ErrorCode
{
    StsOk = 0,
    StsError = -2,
    StsNoMem = -4,
    StsBadArg = -5,
    StsBadSize = -201,
    StsUnmatchedFormats = -205,
    StsUnmatchedSizes = -209,
    StsUnsupportedFormat = -210,
    StsOutOfRange = -211,
    StsNotImplemented = -213,
    StsAssert = -215,
}
