namespace Kiosk.Simulations;

/// <summary>How a figure goes up or down over the hours, as the line that fits it best.</summary>
internal static class Slope
{
    /// <summary>The line's rise in an hour; 0 of fewer than two points.</summary>
    public static double PerHour(IReadOnlyList<(TimeSpan At, double Value)> points)
    {
        if (points.Count < 2)
        {
            return 0;
        }

        var (hours, value) = (points.Average(point => point.At.TotalHours), points.Average(point => point.Value));
        var spread = points.Sum(point => Math.Pow(point.At.TotalHours - hours, 2));
        return spread == 0 ? 0 : points.Sum(point => (point.At.TotalHours - hours) * (point.Value - value)) / spread;
    }
}
