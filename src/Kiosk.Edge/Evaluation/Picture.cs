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
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length == 0 || !PictureFile.IsWhole(bytes))
            {
                return false;
            }

            using var decoded = Cv2.ImDecode(bytes, ImreadModes.Color);
            if (decoded.Empty())
            {
                return false;
            }

            decoded.CopyTo(picture);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or OpenCVException)
        {
            // An argument is wrong when the name has a NUL in it.
            return false;
        }
    }
}
