using Kiosk.Cloud.Ingest;

namespace Kiosk.Cloud.Tests.Ingest;

public sealed class RetryScheduleTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public void Waits_double_up_to_the_longest()
    {
        var schedule = new RetrySchedule(new Middle());

        var waits = Enumerable.Range(0, 5).Select(_ => schedule.NextDelay(Short).TotalSeconds);

        Assert.Equal([0.5, 1, 2, 2, 2], waits);
    }

    [Fact]
    public void A_connection_that_held_begins_anew()
    {
        var schedule = new RetrySchedule(new Middle());
        schedule.NextDelay(Short);
        schedule.NextDelay(Short);

        Assert.Equal(0.5, schedule.NextDelay(RetrySchedule.Longest + Short).TotalSeconds);
    }

    [Fact]
    public void Waits_are_spread_by_a_fifth_either_way()
    {
        var waits = Enumerable.Range(0, 200)
            .Select(seed => new RetrySchedule(new Random(seed)).NextDelay(Short).TotalSeconds)
            .ToList();

        Assert.All(waits, wait => Assert.InRange(wait, 0.4, 0.6));
        Assert.True(waits.Max() - waits.Min() > 0.15);
    }

    /// <summary>A chance that always falls in the middle.</summary>
    private sealed class Middle : Random
    {
        public override double NextDouble() => 0.5;
    }
}
