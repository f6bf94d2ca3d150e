namespace MQTTnet.Native;

/// <summary>The broker's answer to a publish or a subscribe.</summary>
/// <param name="ReasonCode">The MQTT 5 reason code.</param>
/// <param name="ReasonString">The broker's own words, if it sent any.</param>
internal readonly record struct Reply(int ReasonCode, string? ReasonString);
