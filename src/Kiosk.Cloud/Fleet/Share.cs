namespace Kiosk.Cloud.Fleet;

/// <summary>What a share of few visits can and cannot say.</summary>
internal static class Share
{
    /// <summary>Below this many visits a share is not shown: at 20 its 95 % interval is still about 40 points wide.</summary>
    public const int FewestVisits = 20;

    /// <summary>The 97.5 % point of the normal distribution.</summary>
    private const double Z = 1.959964;

    /// <summary>Whether <paramref name="part"/> of <paramref name="whole"/> is clearly above <paramref name="level"/>: the
    /// lower end of its 95 % interval is.</summary>
    /// <remarks>Wilson's score interval, which holds for small counts as well: E. B. Wilson, Journal of the American
    /// Statistical Association 22 (1927), 209-212.</remarks>
    public static bool IsClearlyAbove(long part, long whole, double level)
    {
        if (whole < FewestVisits)
        {
            return false;
        }

        var share = (double)part / whole;
        var centre = share + (Z * Z / (2 * whole));
        var spread = Z * Math.Sqrt((share * (1 - share) / whole) + (Z * Z / (4.0 * whole * whole)));
        return (centre - spread) / (1 + (Z * Z / whole)) > level;
    }
}
