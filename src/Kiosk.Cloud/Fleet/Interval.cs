namespace Kiosk.Cloud.Fleet;

/// <summary>An estimate with its 95 % interval.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="Estimate">The estimate.</param>
/// <param name="High">Its upper end.</param>
public sealed record Interval(double Low, double Estimate, double High)
{
    /// <summary>The 97.5 % point of the normal distribution.</summary>
    private const double Z = 1.959964;

    /// <summary>A share, by Wilson's score interval, which holds for small counts as well: E. B. Wilson, Journal of the
    /// American Statistical Association 22 (1927), 209-212.</summary>
    /// <param name="part">0..<paramref name="whole"/>.</param>
    /// <param name="whole">More than 0; what weighted visits are worth need not be a whole number.</param>
    public static Interval OfShare(double part, double whole)
    {
        var share = part / whole;
        var centre = share + (Z * Z / (2 * whole));
        var spread = Z * Math.Sqrt((share * (1 - share) / whole) + (Z * Z / (4 * whole * whole)));
        var scale = 1 + (Z * Z / whole);
        return new Interval((centre - spread) / scale, share, (centre + spread) / scale);
    }

    /// <summary>The mean of shares by weights of their own, with the interval of as many visits as tell as much: the square of the
    /// sum of the visits' weights over the sum of their squares (Kish 1965). With one group it is <see cref="OfShare"/>.</summary>
    internal static Interval OfShares(IReadOnlyList<(EffectGroup Group, double Weight)> shares)
    {
        var all = shares.Sum(one => one.Weight);
        var estimate = shares.Sum(one => one.Weight * one.Group.Well / one.Group.Visits) / all;
        var worth = all * all / shares.Sum(one => one.Weight * one.Weight / one.Group.Visits);
        return OfShare(Math.Min(1, estimate) * worth, worth);
    }

    /// <summary>How far one share is above another, by the hybrid score interval: R. G. Newcombe, Statistics in Medicine
    /// 17 (1998), 873-890, method 10.</summary>
    public static Interval OfDifference(Interval one, Interval other)
    {
        var difference = one.Estimate - other.Estimate;
        return new Interval(
            difference - Hypotenuse(one.Estimate - one.Low, other.High - other.Estimate),
            difference,
            difference + Hypotenuse(one.High - one.Estimate, other.Estimate - other.Low));
    }

    private static double Hypotenuse(double a, double b) => Math.Sqrt((a * a) + (b * b));
}
