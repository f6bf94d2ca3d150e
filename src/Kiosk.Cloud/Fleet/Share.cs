namespace Kiosk.Cloud.Fleet;

/// <summary>What a share of few visits can and cannot say.</summary>
internal static class Share
{
    /// <summary>Below this many visits a share is not shown: at 20 its 95 % interval is still about 40 points wide.</summary>
    public const int FewestVisits = 20;

    /// <summary>Whether <paramref name="part"/> of <paramref name="whole"/> is clearly above <paramref name="level"/>: the
    /// lower end of its 95 % interval is.</summary>
    public static bool IsClearlyAbove(long part, long whole, double level) =>
        whole >= FewestVisits && Interval.OfShare(part, whole).Low > level;
}
