using System.Runtime.InteropServices;
using System.Text;
using MQTTnet.Packets;

namespace MQTTnet.Native;

/// <summary>A list of MQTT 5 properties on its way into libmosquitto, freed when disposed.</summary>
/// <remarks>The numbers are the property identifiers of MQTT 5.0, section 2.2.2.2.</remarks>
internal ref struct MosquittoProperties
{
    private const int MessageExpiryInterval = 2;
    private const int ContentType = 3;
    private const int ResponseTopic = 8;
    private const int CorrelationData = 9;
    private const int SessionExpiryInterval = 17;
    private const int AssignedClientIdentifier = 18;
    private const int WillDelayInterval = 24;
    private const int ReasonString = 31;
    private const int UserProperty = 38;

    private nint _list;

    public readonly nint List => _list;

    public static MosquittoProperties ForConnect(MqttClientOptions options)
    {
        var properties = default(MosquittoProperties);
        properties.Add(SessionExpiryInterval, options.SessionExpiryInterval);
        return properties;
    }

    public static MosquittoProperties ForWill(MqttClientOptions options)
    {
        var properties = default(MosquittoProperties);
        properties.Add(WillDelayInterval, options.WillDelayInterval);
        properties.Add(ContentType, options.WillContentType);
        properties.Add(options.WillUserProperties);
        return properties;
    }

    public static MosquittoProperties ForPublish(MqttApplicationMessage message)
    {
        var properties = default(MosquittoProperties);
        properties.Add(MessageExpiryInterval, message.MessageExpiryInterval);
        properties.Add(ContentType, message.ContentType);
        properties.Add(ResponseTopic, message.ResponseTopic);
        properties.Add(message.CorrelationData);
        properties.Add(message.UserProperties);
        return properties;
    }

    /// <summary>Fills in what a received list says of a message; the list stays libmosquitto's.</summary>
    public static void ReadInto(MqttApplicationMessage message, nint list)
    {
        message.MessageExpiryInterval =
            Mosquitto.mosquitto_property_read_int32(list, MessageExpiryInterval, out var seconds, false) != 0 ? seconds : 0;
        message.ContentType = Text(list, ContentType);
        message.ResponseTopic = Text(list, ResponseTopic);
        message.CorrelationData = Bytes(list);
        message.UserProperties = Pairs(list);
    }

    public static string? ReadReasonString(nint list) => Text(list, ReasonString);

    public static string? ReadAssignedClientIdentifier(nint list) => Text(list, AssignedClientIdentifier);

    /// <summary>Gives the list away: the call that took it frees it.</summary>
    public void Release() => _list = 0;

    public void Dispose() => Mosquitto.mosquitto_property_free_all(ref _list);

    private void Add(int identifier, uint value)
    {
        if (value != 0)
        {
            MosquittoHandle.Checked(Mosquitto.mosquitto_property_add_int32(ref _list, identifier, value));
        }
    }

    private void Add(int identifier, string? value)
    {
        if (value is not null)
        {
            MosquittoHandle.Checked(Mosquitto.mosquitto_property_add_string(ref _list, identifier, value));
        }
    }

    private unsafe void Add(byte[]? correlationData)
    {
        if (correlationData is not null)
        {
            fixed (byte* bytes = correlationData)
            {
                MosquittoHandle.Checked(Mosquitto.mosquitto_property_add_binary(
                    ref _list, CorrelationData, bytes, checked((ushort)correlationData.Length)));
            }
        }
    }

    private void Add(List<MqttUserProperty>? pairs)
    {
        foreach (var pair in pairs ?? [])
        {
            MosquittoHandle.Checked(Mosquitto.mosquitto_property_add_string_pair(
                ref _list, UserProperty, pair.Name, pair.ReadValueAsString()));
        }
    }

    private static string? Text(nint list, int identifier) =>
        Mosquitto.mosquitto_property_read_string(list, identifier, out var value, false) != 0 ? Take(value) : null;

    private static unsafe byte[]? Bytes(nint list)
    {
        if (Mosquitto.mosquitto_property_read_binary(list, CorrelationData, out var value, out var length, false) == 0)
        {
            return null;
        }

        var bytes = new ReadOnlySpan<byte>((void*)value, length).ToArray();
        NativeMemory.Free((void*)value);
        return bytes;
    }

    private static List<MqttUserProperty>? Pairs(nint list)
    {
        List<MqttUserProperty>? pairs = null;
        for (var skipFirst = false; ; skipFirst = true)
        {
            list = Mosquitto.mosquitto_property_read_string_pair(
                list, UserProperty, out var name, out var value, skipFirst);
            if (list == 0)
            {
                return pairs;
            }

            (pairs ??= []).Add(new MqttUserProperty(Take(name), Encoding.UTF8.GetBytes(Take(value))));
        }
    }

    /// <summary>Copies a string libmosquitto allocated for us, and frees it.</summary>
    private static unsafe string Take(nint text)
    {
        var copy = Marshal.PtrToStringUTF8(text) ?? "";
        NativeMemory.Free((void*)text);
        return copy;
    }
}
