using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MQTTnet;

public sealed class MqttClientOptions
{
    public bool CleanSession { get; set; } = true;

    public string ClientId { get; set; } = Guid.NewGuid().ToString("N");

    public TimeSpan KeepAlivePeriod { get; set; } = TimeSpan.FromSeconds(15);

    public uint SessionExpiryInterval { get; set; }

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    public string? WillContentType { get; set; }

    public uint WillDelayInterval { get; set; }

    public byte[]? WillPayload { get; set; }

    public MqttQualityOfServiceLevel WillQualityOfServiceLevel { get; set; }

    public bool WillRetain { get; set; }

    public string? WillTopic { get; set; }

    public List<MqttUserProperty>? WillUserProperties { get; set; }

    internal string? Host { get; set; }

    internal int? Port { get; set; }

    internal string? UserName { get; set; }

    internal string? Password { get; set; }

    internal MqttClientTlsOptions? Tls { get; set; }
}
