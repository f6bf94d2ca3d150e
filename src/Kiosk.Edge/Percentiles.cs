namespace Kiosk.Edge;

/// <summary>Milliseconds that half, and 95 %, of some durations stay within.</summary>
internal sealed record Percentiles(double P50, double P95)
{
    /// <summary>By nearest rank; null of nothing.</summary>
    public static Percentiles? Of(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return sorted.Length == 0 ? null : new Percentiles(At(0.5), At(0.95));

        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }

    /// <summary>By nearest rank; null of nothing.</summary>
    public static Percentiles? Of(IEnumerable<TimeSpan> times) => Of(times.Select(time => time.TotalMilliseconds));

    /// <summary>To so many decimals.</summary>
    public Percentiles Rounded(int decimals) => new(Math.Round(P50, decimals), Math.Round(P95, decimals));
}
