namespace Kiosk.Wire;

/// <summary>CloudEvents 1.0 attributes in the binary content mode of the MQTT protocol binding: each rides as an MQTT 5
/// user property of the same name, and the payload is the event's data.</summary>
/// <remarks>Source: CloudEvents MQTT Protocol Binding 1.0.2, section 3.1.</remarks>
public static class CloudEvent
{
    /// <summary>The MIME type of every payload, the MQTT 5 content type.</summary>
    public const string ContentType = "application/json";

    /// <summary>The attributes of an event, in the order they are written.</summary>
    /// <param name="id">The event's identity.</param>
    /// <param name="channel">One of <see cref="Channels"/>; the <c>type</c> is <c>carekiosk.{channel}.v1</c>.</param>
    /// <param name="time">When the event happened, UTC.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Attributes(
        EventId id, string channel, DateTimeOffset time) =>
    [
        new("specversion", "1.0"),
        new("id", id.ToString()),
        new("source", $"/carekiosk/{id.Address}"),
        new("type", $"carekiosk.{channel}.v1"),
        new("time", time.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
