namespace Kiosk.Edge.Sensing;

/// <summary>When each item of a recording is due, and when it counts as captured.</summary>
/// <remarks>Positions are times since the recording's beginning that only grow, also when it is looped.</remarks>
internal sealed class ReplayClock(ReplayPace pace, TimeProvider time)
{
    private readonly DateTimeOffset _beganAt = time.GetUtcNow();
    private long _startedAtTimestamp;
    private TimeSpan _startPosition;

    /// <summary>The recording goes on now, at this position.</summary>
    public void Start(TimeSpan position)
    {
        _startedAtTimestamp = time.GetTimestamp();
        _startPosition = position;
    }

    /// <summary>Waits until the position is due; a late reader catches up without waiting.</summary>
    public Task WaitAsync(TimeSpan position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (pace == ReplayPace.AsFastAsPossible)
        {
            return Task.CompletedTask;
        }
        var wait = position - _startPosition - time.GetElapsedTime(_startedAtTimestamp);
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Now in real time; else the position within a recording that began when this clock was made, so that
    /// recordings made together stay together whenever they are opened.</summary>
    public DateTimeOffset CapturedAt(TimeSpan position) =>
        pace == ReplayPace.RealTime ? time.GetUtcNow() : _beganAt + position;
}
