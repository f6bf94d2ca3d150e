namespace Kiosk.Edge.Recognition;

/// <summary>Tells which of several faces is the customer's: the largest, since those queueing behind look smaller. It
/// stays with that face while somebody of about the same size looks over the customer's shoulder.</summary>
internal sealed class FaceAtKiosk
{
    /// <summary>A face at least so far on the place of the last one (intersection over union) is the same. Heads move
    /// less than half a face between two pictures; unverified.</summary>
    private const float SamePlace = 0.3f;

    /// <summary>Another face takes over only when it is so much larger.</summary>
    private const float MuchLarger = 1.5f;

    private Box _last;

    /// <summary>The index of the customer's face.</summary>
    /// <param name="faces">At least one.</param>
    public int Choose(ReadOnlySpan<DetectedFace> faces)
    {
        var chosen = 0;
        for (var i = 1; i < faces.Length; i++)
        {
            if (Weight(faces[i].Box) > Weight(faces[chosen].Box))
            {
                chosen = i;
            }
        }

        _last = faces[chosen].Box;
        return chosen;
    }

    /// <summary>Forgets the customer. Called when sensing stops.</summary>
    public void Clear() => _last = default;

    private float Weight(Box box) => box.Overlap(_last) >= SamePlace ? MuchLarger * box.Area : box.Area;
}
