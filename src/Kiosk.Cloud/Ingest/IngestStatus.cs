namespace Kiosk.Cloud.Ingest;

/// <summary>How the way in from the broker to the database is, for the console and the health checks. Safe for any
/// number of threads.</summary>
internal sealed class IngestStatus(CloudOptions options, TimeProvider time)
{
    private const string Starting = "The service is starting.";

    private volatile string? _brokerTrouble = Starting;
    private volatile string? _storeTrouble = Starting;
    private long _brokerUp;
    private long _stored;
    private long _repeated;
    private long _refused;

    /// <summary>Why the broker is not connected, one sentence; null when it is.</summary>
    public string? BrokerTrouble => _brokerTrouble;

    /// <summary>Why nothing can be stored, one sentence; null when it can.</summary>
    public string? StoreTrouble => _storeTrouble;

    /// <summary>A kiosk that is online but was last heard before this is silent: the broker may have been killed before it could
    /// send the kiosk's will. Null until the service itself has listened for so long.</summary>
    public DateTimeOffset? SilentBefore =>
        _brokerTrouble is null && time.GetElapsedTime(Interlocked.Read(ref _brokerUp)) >= options.SilentAfter
            ? time.GetUtcNow() - options.SilentAfter
            : null;

    /// <summary>New windows stored since the service started.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Windows that came again and were dropped since the service started.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>Messages refused since the service started.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Notes that the broker is connected.</summary>
    public void BrokerUp()
    {
        Interlocked.Exchange(ref _brokerUp, time.GetTimestamp());
        _brokerTrouble = null;
    }

    /// <summary>Notes that it is not.</summary>
    /// <returns>True when that is news.</returns>
    public bool BrokerDown(string trouble) => IsNews(Interlocked.Exchange(ref _brokerTrouble, trouble));

    /// <summary>Notes that the database can be written.</summary>
    /// <returns>True when that is news.</returns>
    public bool StoreUp() => Interlocked.Exchange(ref _storeTrouble, null) is not null;

    /// <summary>Notes that it cannot.</summary>
    /// <returns>True when that is news.</returns>
    public bool StoreDown(string trouble) => IsNews(Interlocked.Exchange(ref _storeTrouble, trouble));

    /// <summary>Counts a window that was stored, or was there already.</summary>
    public void CountWindow(bool isNew) => Interlocked.Increment(ref isNew ? ref _stored : ref _repeated);

    /// <summary>Counts a message that was refused.</summary>
    public void CountRefused() => Interlocked.Increment(ref _refused);

    private static bool IsNews(string? before) => before is null or Starting;
}
