namespace Kiosk.Edge.Reporting;

/// <summary>Answers how long to wait after a number of tries in vain: twice as long each time up to a limit, a fifth more
/// or less, so that a fleet that lost its broker does not come back in step.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    /// <summary>The wait after <paramref name="tries"/> tries in vain.</summary>
    /// <param name="tries">1 and upwards.</param>
    public TimeSpan After(int tries)
    {
        var doubled = first.TotalSeconds * Math.Pow(2, tries - 1);
        return TimeSpan.FromSeconds(Math.Min(doubled, longest.TotalSeconds) * (0.8 + (0.4 * random.NextDouble())));
    }
}
