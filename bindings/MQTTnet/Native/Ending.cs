namespace MQTTnet.Native;

/// <summary>How a connection ended.</summary>
/// <param name="Reason">Who ended it, and why, as MQTT 5 names it.</param>
/// <param name="ReasonString">The broker's own words, if it sent any.</param>
/// <param name="Exception">What broke, or null when one side said goodbye.</param>
internal sealed record Ending(MqttClientDisconnectReason Reason, string? ReasonString, Exception? Exception);
