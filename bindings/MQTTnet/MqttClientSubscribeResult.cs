namespace MQTTnet;

public sealed class MqttClientSubscribeResult
{
    internal MqttClientSubscribeResult(IReadOnlyCollection<MqttClientSubscribeResultItem> items)
    {
        Items = items;
    }

    public IReadOnlyCollection<MqttClientSubscribeResultItem> Items { get; }
}
