namespace Kiosk.Edge.Recognition;

/// <summary>Tells which of several faces is the customer's: the largest, since those queueing behind look smaller. It
/// stays with that face while somebody of about the same size looks over the customer's shoulder, and while it is turned
/// away or covered, so that the detector doubts it.</summary>
/// <param name="certain">The detector's score from which a face is one.</param>
internal sealed class FaceAtKiosk(float certain)
{
    /// <summary>The part of the certain score down to which a face is followed that was certain before. Trackers keep faces
    /// by far weaker boxes (ByteTrack, Zhang et al. 2022); on pictures that show a customer for sure, 99 in 100 have a
    /// box of that score.</summary>
    private const float Followed = 0.25f;

    /// <summary>So many pictures in a row a face is followed without being certain: 2 s at 10 a second.</summary>
    private const int LongestDoubt = 20;

    /// <summary>A face at least so far on the place of the last one (intersection over union) is the same. Heads move
    /// less than half a face between two pictures; unverified.</summary>
    private const float SamePlace = 0.3f;

    /// <summary>Another face takes over only when it is so much larger.</summary>
    private const float MuchLarger = 1.5f;

    /// <summary>The least score of a box that is read where a face is expected: from there the recipe counts, too.</summary>
    private const float Doubtful = 0.05f;

    private Box _last;
    private int _doubted;

    /// <summary>The score from which <see cref="Choose"/> is to be told of faces.</summary>
    public float Least => IsExpected ? Doubtful : Followed * certain;

    /// <summary>Every picture shows the customer: when no box is certain, the likeliest is the face, a larger one being
    /// likelier since customers stand near. For measuring on pictures of which that is known.</summary>
    public bool IsExpected { get; init; }

    /// <summary>Chooses the customer's face.</summary>
    /// <param name="faces">Best first, from <see cref="Least"/> on.</param>
    /// <returns>Its index, −1 where there is none, and how many faces there are.</returns>
    public (int Index, int Count) Choose(ReadOnlySpan<DetectedFace> faces)
    {
        var count = 0;
        while (count < faces.Length && faces[count].Score >= certain)
        {
            count++;
        }

        if (count == 0)
        {
            return Follow(faces);
        }

        var chosen = 0;
        for (var i = 1; i < count; i++)
        {
            if (Weight(faces[i].Box) > Weight(faces[chosen].Box))
            {
                chosen = i;
            }
        }

        (_last, _doubted) = (faces[chosen].Box, 0);
        return (chosen, count);
    }

    /// <summary>Forgets the customer. Called when sensing stops.</summary>
    public void Clear() => (_last, _doubted) = (default, 0);

    private (int Index, int Count) Follow(ReadOnlySpan<DetectedFace> faces)
    {
        var chosen = IsExpected ? Likeliest(faces) : _doubted++ < LongestDoubt ? AtSamePlace(faces) : -1;
        if (chosen < 0)
        {
            return (-1, 0);
        }

        _last = faces[chosen].Box;
        return (chosen, 1);
    }

    private int AtSamePlace(ReadOnlySpan<DetectedFace> faces)
    {
        for (var i = 0; i < faces.Length; i++)
        {
            if (faces[i].Box.Overlap(_last) >= SamePlace)
            {
                return i;
            }
        }

        return -1;
    }

    private static int Likeliest(ReadOnlySpan<DetectedFace> faces)
    {
        var chosen = faces.IsEmpty ? -1 : 0;
        for (var i = 1; i < faces.Length; i++)
        {
            if (Likelihood(faces[i]) > Likelihood(faces[chosen]))
            {
                chosen = i;
            }
        }

        return chosen;
    }

    /// <summary>Score times the root of the area: on FER+ faces laid into places (the selection half), that finds 15 more of
    /// 1,558 than the score alone, and more than the score times the area.</summary>
    private static float Likelihood(DetectedFace face) => face.Score * MathF.Sqrt(face.Box.Area);

    private float Weight(Box box) => box.Overlap(_last) >= SamePlace ? MuchLarger * box.Area : box.Area;
}
