namespace Kiosk.Edge.Recognition;

/// <summary>Keeps the best of several boxes on the same face (greedy, as in every detector since Viola and Jones).
/// </summary>
internal static class NonMaximumSuppression
{
    /// <summary>Sorts boxes best first and drops each that overlaps a better one by more than
    /// <paramref name="maxOverlap"/>.</summary>
    /// <param name="scores">Of each box, 0..1; changed.</param>
    /// <param name="indices">Of each box in <paramref name="boxes"/>; afterwards those kept, best first.</param>
    /// <param name="boxes">All boxes.</param>
    /// <param name="maxOverlap">Intersection over union, 0..1.</param>
    /// <param name="maxKept">Stops after as many.</param>
    /// <returns>How many are kept.</returns>
    public static int Keep(
        Span<float> scores, Span<int> indices, ReadOnlySpan<Box> boxes, float maxOverlap, int maxKept)
    {
        scores.Sort(indices);
        indices.Reverse();

        var kept = 0;
        foreach (var index in indices)
        {
            if (kept == maxKept)
            {
                break;
            }

            if (!OverlapsAny(boxes[index], indices[..kept], boxes, maxOverlap))
            {
                // Never ahead of where it is read: at most as many are kept as were looked at.
                indices[kept++] = index;
            }
        }

        return kept;
    }

    private static bool OverlapsAny(Box box, ReadOnlySpan<int> kept, ReadOnlySpan<Box> boxes, float maxOverlap)
    {
        foreach (var index in kept)
        {
            if (box.Overlap(boxes[index]) > maxOverlap)
            {
                return true;
            }
        }

        return false;
    }
}
