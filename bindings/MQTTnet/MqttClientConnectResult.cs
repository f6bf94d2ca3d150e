namespace MQTTnet;

public sealed class MqttClientConnectResult
{
    public string? AssignedClientIdentifier { get; init; }

    public bool IsSessionPresent { get; init; }

    public string? ReasonString { get; init; }

    public MqttClientConnectResultCode ResultCode { get; init; }
}
