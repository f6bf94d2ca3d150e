using System.Security.Cryptography.X509Certificates;

namespace MQTTnet;

public sealed class MqttClientTlsOptions
{
    public bool UseTls { get; set; }

    public X509RevocationMode RevocationMode { get; set; } = X509RevocationMode.Online;

    public string? TargetHost { get; set; }

    public X509Certificate2Collection? TrustChain { get; set; }
}
