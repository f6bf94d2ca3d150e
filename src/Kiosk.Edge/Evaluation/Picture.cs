using Kiosk.Edge.Sensing;
using OpenCvSharp;

namespace Kiosk.Edge.Evaluation;

/// <summary>Reads pictures of a labelled set.</summary>
internal static class Picture
{
    /// <summary>Decodes a picture of any format OpenCV reads, gray ones and those with transparency as well, to 8-bit
    /// BGR.</summary>
    /// <returns>False when there is no such file, it is cut short or it is no picture.</returns>
    public static bool TryRead(string path, Mat picture)
    {
        try
        {
            return PictureFile.TryDecode(File.ReadAllBytes(path), picture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // An argument is wrong when the name has a NUL in it.
            return false;
        }
    }
}
