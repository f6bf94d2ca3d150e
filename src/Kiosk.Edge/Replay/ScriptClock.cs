namespace Kiosk.Edge.Replay;

/// <summary>The time of a replay: it goes as fast as the replayed files are read.</summary>
internal sealed class ScriptClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <inheritdoc/>
    public override long GetTimestamp() => _now.UtcTicks;

    /// <summary>Moves on; never back.</summary>
    public void AdvanceTo(DateTimeOffset instant) => _now = instant > _now ? instant : _now;
}
