using System.Text;

namespace MQTTnet;

public static class MqttApplicationMessageExtensions
{
    public static string? ConvertPayloadToString(this MqttApplicationMessage applicationMessage) =>
        applicationMessage.Payload.IsEmpty ? null : Encoding.UTF8.GetString(applicationMessage.Payload);
}
