using Kiosk.Edge.Connection;
using Kiosk.Edge.Tests.Fakes;

namespace Kiosk.Edge.Tests.Connection;

public class VisitClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly SettableClock _time = new(Start);
    private readonly VisitClock _clock;

    public VisitClockTests() => _clock = new VisitClock(_time);

    [Fact]
    public void News_keeps_its_age()
    {
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Start.AddSeconds(9.9), _clock.Of(Start.AddSeconds(9.9)));
    }

    [Fact]
    public void What_comes_out_of_order_counts_when_it_comes()
    {
        _time.Advance(TimeSpan.FromSeconds(10));
        var first = _clock.Of(Start.AddSeconds(10));

        Assert.Equal(first, _clock.Of(Start.AddSeconds(9.5)));
    }

    [Fact]
    public void What_is_from_the_future_counts_as_now()
    {
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Start.AddSeconds(10), _clock.Of(Start.AddDays(1)));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void A_clock_that_is_set_changes_nothing(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(10));
        _clock.Of(_time.GetUtcNow());

        _time.Set(_time.GetUtcNow().AddSeconds(seconds));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(Start.AddSeconds(15), _clock.Of(_time.GetUtcNow()));
        Assert.Equal(Start.AddSeconds(15), _clock.Now);
    }

    [Fact]
    public void What_was_stamped_before_the_clock_was_set_is_at_most_two_seconds_old()
    {
        _time.Advance(TimeSpan.FromSeconds(10));
        var stamped = _time.GetUtcNow();

        _time.Set(stamped.AddHours(1));

        Assert.Equal(Start.AddSeconds(8), _clock.Of(stamped));
    }
}
