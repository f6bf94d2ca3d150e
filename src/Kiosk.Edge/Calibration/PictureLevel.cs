using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Calibration;

/// <summary>How well the camera sees whoever stands before it.</summary>
/// <param name="Brightness">Mean of the picture, 0..1.</param>
/// <param name="Face">The largest face's height as a share of the picture's; null without a face.</param>
/// <param name="Offset">Where its middle is, from -1 (left) to 1 (right) of the picture's.</param>
internal readonly record struct PictureLevel(double Brightness, double? Face, double Offset)
{
    /// <summary>What to do about it, in one short sentence.</summary>
    public string Advice => this switch
    {
        { Brightness: < 0.03 } => "dark: open the shutter or switch the light on",
        { Brightness: < 0.2 } => "dim: light the customer's face from the front",
        { Brightness: > 0.85 } => "glaring: keep windows and lamps out of the picture",
        { Face: null } => "no face: stand where a customer would and turn the camera to you",
        { Face: < 0.12 } => "the face is small: move the camera nearer",
        { Face: > 0.75 } => "the face is cut off: move the camera away",
        { Offset: < -0.4 or > 0.4 } => "the face is at the edge: turn the camera",
        _ => "good",
    };

    /// <summary>Of a picture's faces.</summary>
    /// <param name="brightness">Mean of the picture, 0..1.</param>
    /// <param name="widthPx">The picture's.</param>
    /// <param name="heightPx">The picture's.</param>
    /// <param name="faces">Those found in it.</param>
    public static PictureLevel Of(double brightness, int widthPx, int heightPx, ReadOnlySpan<DetectedFace> faces)
    {
        var largest = default(Box?);
        foreach (var face in faces)
        {
            if (largest is null || face.Box.Area > largest.Value.Area)
            {
                largest = face.Box;
            }
        }

        return largest is { } box
            ? new PictureLevel(brightness, box.Height / heightPx, ((box.Left + box.Right) / widthPx) - 1)
            : new PictureLevel(brightness, null, 0);
    }
}
