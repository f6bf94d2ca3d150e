using OpenCvSharp;

namespace Kiosk.Edge.Sensing;

/// <summary>One picture of the camera, in a buffer that is used again for the next picture.</summary>
/// <remarks>It has one owner at a time, who returns it to <c>KioskPipeline</c>'s pool. <see cref="Clear"/> wipes the
/// pixels, because they hold a person's face.</remarks>
public sealed class VideoFrame : IDisposable
{
    /// <summary>The picture: 8-bit BGR, rows × columns × 3. Its size may change from picture to picture.</summary>
    public Mat Image { get; } = new();

    /// <summary>When the picture was taken (the kiosk's clock, UTC).</summary>
    public DateTimeOffset CapturedAt { get; set; }

    /// <summary>Pictures that came damaged or cut short between the one before and this one, and were passed over.</summary>
    public int DamagedBefore { get; set; }

    /// <summary>The opening of the camera in which it was taken, counted from 1; 0 for one that shows nothing and says that the
    /// camera was closed, so that what was seen is forgotten.</summary>
    public int Opening { get; set; }

    /// <summary>Overwrites every pixel with 0.</summary>
    public void Clear()
    {
        if (!Image.Empty())
        {
            Image.SetTo(Scalar.All(0));
        }
    }

    /// <summary>Wipes the pixels and frees them.</summary>
    public void Dispose()
    {
        Clear();
        Image.Dispose();
    }
}
