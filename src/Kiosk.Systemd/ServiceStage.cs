namespace Kiosk.Systemd;

/// <summary>One loop of a service, which says when it begins and ends a piece of work.</summary>
public sealed class ServiceStage
{
    private const long Idle = 0;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private long _busySince = Idle;

    internal ServiceStage(string name, TimeSpan patience, TimeProvider time) =>
        (Name, _patience, _time) = (name, patience, time);

    /// <summary>What an operator would call it.</summary>
    public string Name { get; }

    internal bool IsStalled =>
        Volatile.Read(ref _busySince) is var since and not Idle && _time.GetElapsedTime(since) > _patience;

    /// <summary>A piece of work begins; the one before has ended.</summary>
    public void Begin() => Volatile.Write(ref _busySince, Math.Max(1, _time.GetTimestamp()));

    /// <summary>The stage waits for more to do.</summary>
    public void End() => Volatile.Write(ref _busySince, Idle);
}
