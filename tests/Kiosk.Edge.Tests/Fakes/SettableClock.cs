namespace Kiosk.Edge.Tests.Fakes;

/// <summary>A kiosk's clock that somebody can set, forward or back, while time itself goes on.</summary>
internal sealed class SettableClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _elapsed.Ticks;

    public void Advance(TimeSpan time)
    {
        _now += time;
        _elapsed += time;
    }

    /// <summary>Sets the clock without time passing.</summary>
    public void Set(DateTimeOffset now) => _now = now;
}
