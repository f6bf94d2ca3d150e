namespace OpenCvSharp;

/// <summary>Who reads the video.</summary>
public enum VideoCaptureAPIs
{
    ANY = 0,
    V4L2 = 200,
}
