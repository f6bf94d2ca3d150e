using System.Diagnostics.CodeAnalysis;

namespace MQTTnet;

public class MqttClientFactory
{
    [SuppressMessage("Performance", "CA1822", Justification = "The real one is an instance method.")]
    public IMqttClient CreateMqttClient() => new MqttClient();
}
