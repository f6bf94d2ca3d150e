namespace Kiosk.Edge.Reporting;

/// <summary>Remembers the last message of each channel that left the kiosk, so that a customer can read it. Any thread
/// may call.</summary>
internal sealed class SentMessages
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UplinkMessage> _byChannel = new(StringComparer.Ordinal);

    /// <summary>The messages, the newest first.</summary>
    public IReadOnlyList<UplinkMessage> Newest()
    {
        lock (_gate)
        {
            return [.. _byChannel.Values.OrderByDescending(message => message.Time)];
        }
    }

    /// <summary>The broker has acknowledged a message.</summary>
    public void Add(UplinkMessage message)
    {
        lock (_gate)
        {
            _byChannel[message.Channel] = message;
        }
    }
}
