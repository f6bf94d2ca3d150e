namespace Kiosk.Cloud.Ingest;

/// <summary>Answers how long to wait before the next try: twice as long after each failure, from half a second to two
/// seconds, since a fleet waits for its few replicas; a fifth more or less so that replicas do not come back in step.</summary>
internal sealed class RetrySchedule(Random random)
{
    /// <summary>The longest wait, before the spread.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);

    private TimeSpan _next = Shortest;

    /// <summary>The wait after a try that lasted this long; one that outlived the longest wait begins anew.</summary>
    public TimeSpan NextDelay(TimeSpan lasted)
    {
        if (lasted > Longest)
        {
            _next = Shortest;
        }

        var delay = _next * (0.8 + (0.4 * random.NextDouble()));
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return delay;
    }
}
