using System.Text;

namespace MQTTnet.Packets;

public static class MqttUserPropertyExtensions
{
    public static string ReadValueAsString(this MqttUserProperty userProperty) =>
        Encoding.UTF8.GetString(userProperty.ValueBuffer.Span);
}
