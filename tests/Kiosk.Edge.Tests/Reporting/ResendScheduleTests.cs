using Kiosk.Edge.Reporting;

namespace Kiosk.Edge.Tests.Reporting;

public sealed class ResendScheduleTests
{
    private readonly ResendSchedule _schedule = new(
        new Backoff(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), new Random(1)),
        new Backoff(TimeSpan.FromHours(2), TimeSpan.FromDays(1), new Random(1)));

    [Fact]
    public void A_window_that_was_never_sent_is_due()
    {
        Assert.True(_schedule.IsDue(7, Some.Noon));
        Assert.False(_schedule.Sent(7, Some.Noon));
    }

    [Fact]
    public void A_window_without_receipt_is_due_again_and_later_each_time()
    {
        var now = Some.Noon;
        _schedule.Sent(1, now);
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 9; i++)
        {
            var sent = now;
            while (!_schedule.IsDue(1, now))
            {
                now += TimeSpan.FromSeconds(1);
            }

            waits.Add(now - sent);
            Assert.True(_schedule.Sent(1, now));
        }

        // A minute doubled each time up to an hour, a fifth more or less, seen in steps of a second.
        double[] minutes = [1, 2, 4, 8, 16, 32, 60, 60, 60];
        Assert.All(waits.Zip(minutes), pair => Assert.InRange(
            pair.First, TimeSpan.FromMinutes(pair.Second * 0.8), TimeSpan.FromMinutes(pair.Second * 1.2) + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_new_connection_makes_everything_due_at_once()
    {
        _schedule.Sent(1, Some.Noon);
        _schedule.Sent(1, Some.Noon);
        _schedule.Sent(2, Some.Noon);

        _schedule.Restart();

        Assert.True(_schedule.IsDue(1, Some.Noon));
        Assert.True(_schedule.IsDue(2, Some.Noon));
        Assert.True(_schedule.Sent(1, Some.Noon));
        Assert.False(_schedule.IsDue(1, Some.Noon + TimeSpan.FromSeconds(47)));
        Assert.True(_schedule.IsDue(1, Some.Noon + TimeSpan.FromSeconds(73)));
    }

    [Theory]
    [InlineData(false, 63)] // 24 times in 18 hours, 5 times with ever longer waits, then daily
    [InlineData(true, 90)] // at most once more for each connection
    public void A_window_that_is_refused_is_sent_once_a_day_in_the_end(bool reconnectsDaily, int most)
    {
        var sent = 0;
        for (var minute = 0; minute < 30 * 24 * 60; minute++)
        {
            var now = Some.Noon + TimeSpan.FromMinutes(minute);
            if (reconnectsDaily && minute > 0 && minute % (24 * 60) == 0)
            {
                _schedule.Restart();
            }

            if (_schedule.IsDue(1, now))
            {
                _schedule.Sent(1, now);
                sent++;
            }
        }

        Assert.InRange(sent, 50, most);
    }

    [Fact]
    public void What_is_stored_is_forgotten()
    {
        _schedule.Sent(1, Some.Noon);
        _schedule.Sent(2, Some.Noon);
        _schedule.Sent(3, Some.Noon);

        _schedule.Forget([[1, 2]]);

        Assert.True(_schedule.IsDue(2, Some.Noon));
        Assert.False(_schedule.IsDue(3, Some.Noon));
    }
}
