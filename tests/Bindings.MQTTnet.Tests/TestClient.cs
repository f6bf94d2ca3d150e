using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Bindings.Shared;
using MQTTnet;
using MQTTnet.Protocol;

namespace Bindings.MQTTnet.Tests;

/// <summary>A client with an inbox: what it receives, in order, copied out of the handler.</summary>
internal sealed class TestClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<MqttApplicationMessage> _inbox = Channel.CreateUnbounded<MqttApplicationMessage>();

    private readonly TaskCompletionSource<MqttClientDisconnectedEventArgs> _disconnected =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestClient()
    {
        Mqtt.ApplicationMessageReceivedAsync += async received =>
        {
            var message = received.ApplicationMessage;
            message.Payload = new ReadOnlySequence<byte>(message.Payload.ToArray());
            await Handle(received);
            _inbox.Writer.TryWrite(message);
        };
        Mqtt.DisconnectedAsync += disconnected =>
        {
            _disconnected.TrySetResult(disconnected);
            return Task.CompletedTask;
        };
    }

    public IMqttClient Mqtt { get; } = new MqttClientFactory().CreateMqttClient();

    /// <summary>Runs before a message goes to the inbox.</summary>
    public Func<MqttApplicationMessageReceivedEventArgs, Task> Handle { get; set; } = _ => Task.CompletedTask;

    public static MqttClientOptionsBuilder Options(MosquittoBroker broker) =>
        new MqttClientOptionsBuilder().WithTcpServer(broker.Host, broker.Port).WithTimeout(Patience);

    public static MqttClientOptions Session(MosquittoBroker broker, string clientId) =>
        Options(broker).WithClientId(clientId).WithCleanStart(false).WithSessionExpiryInterval(300).Build();

    public static async Task<TestClient> ConnectAsync(MosquittoBroker broker)
    {
        var client = new TestClient();
        await client.Mqtt.ConnectAsync(Options(broker).Build());
        return client;
    }

    public static MqttApplicationMessage Message(
        string topic, string payload, MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce) =>
        new MqttApplicationMessageBuilder()
            .WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(qos).Build();

    public static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public Task<MqttClientSubscribeResult> SubscribeAsync(
        string filter, MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.ExactlyOnce) =>
        Mqtt.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter, qos).Build());

    /// <summary>The next message in the inbox.</summary>
    public Task<MqttApplicationMessage> NextAsync() => _inbox.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<string> NextTextAsync() => (await NextAsync()).ConvertPayloadToString() ?? "";

    /// <summary>The first time it was disconnected.</summary>
    public Task<MqttClientDisconnectedEventArgs> DisconnectedAsync() => _disconnected.Task.WaitAsync(Patience);

    public Task DisconnectAsync() => Mqtt.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build());

    public void Dispose() => Mqtt.Dispose();
}
