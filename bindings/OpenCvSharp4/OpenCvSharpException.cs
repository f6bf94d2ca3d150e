namespace OpenCvSharp;

/// <summary>The binding failed, or something below it that is not OpenCV.</summary>
public class OpenCvSharpException : Exception
{
    internal OpenCvSharpException(string message)
        : base(message)
    {
    }
}
