using System.Numerics;

namespace Kiosk.Edge.Recognition;

/// <summary>A turn, one scale and a shift: (x, y) → (A·x − B·y + ShiftX, B·x + A·y + ShiftY). It never mirrors.
/// </summary>
internal readonly record struct SimilarityTransform(double A, double B, double ShiftX, double ShiftY)
{
    /// <summary>How many times longer lengths become.</summary>
    public double Scale => Math.Sqrt(A * A + B * B);

    /// <summary>The transform with the least squared distance between where it takes <paramref name="from"/> and
    /// <paramref name="to"/>.</summary>
    /// <remarks>The sum of squares is quadratic in A, B and the shifts, so its minimum has a closed form: with both
    /// sets moved to their centres, A = Σ p·q / Σ |p|² and B = Σ p×q / Σ |p|². This is Umeyama's solution (IEEE TPAMI
    /// 13(4), 1991) where it does not mirror, without the singular value decomposition.</remarks>
    /// <returns>False when the points do not determine one: all in one place, or not finite.</returns>
    public static bool TryFit(
        ReadOnlySpan<Vector2> from, ReadOnlySpan<Vector2> to, out SimilarityTransform transform)
    {
        var (fromX, fromY) = Centre(from);
        var (toX, toY) = Centre(to);
        double along = 0, across = 0, spread = 0;
        for (var i = 0; i < from.Length; i++)
        {
            var (px, py) = (from[i].X - fromX, from[i].Y - fromY);
            var (qx, qy) = (to[i].X - toX, to[i].Y - toY);
            along += px * qx + py * qy;
            across += px * qy - py * qx;
            spread += px * px + py * py;
        }

        var (a, b) = (along / spread, across / spread);
        transform = new SimilarityTransform(a, b, toX - (a * fromX - b * fromY), toY - (b * fromX + a * fromY));

        // Nothing is divided by a scale so small that the inverse is not a number any more.
        return spread > 0 && double.IsFinite(transform.ShiftX) && double.IsFinite(transform.ShiftY)
            && transform.Scale is > 1e-9 and < 1e9;
    }

    /// <summary>Where it takes a point.</summary>
    public Vector2 Apply(Vector2 point) => new(
        (float)(A * point.X - B * point.Y + ShiftX),
        (float)(B * point.X + A * point.Y + ShiftY));

    /// <summary>The transform back.</summary>
    public SimilarityTransform Inverse()
    {
        var square = A * A + B * B;
        var (a, b) = (A / square, -B / square);
        return new SimilarityTransform(a, b, -(a * ShiftX - b * ShiftY), -(b * ShiftX + a * ShiftY));
    }

    private static (double X, double Y) Centre(ReadOnlySpan<Vector2> points)
    {
        double x = 0, y = 0;
        foreach (var point in points)
        {
            x += point.X;
            y += point.Y;
        }

        return (x / points.Length, y / points.Length);
    }
}
