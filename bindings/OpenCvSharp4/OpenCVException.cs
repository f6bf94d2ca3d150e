namespace OpenCvSharp;

/// <summary>OpenCV threw; the message is its own.</summary>
public class OpenCVException : Exception
{
    internal OpenCVException(string message)
        : base(message)
    {
    }
}
