using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Kiosk.Wire;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Kiosk.Cloud.Tests.Fakes;

/// <summary>A kiosk as the service sees it: it sends and collects its receipts.</summary>
internal sealed class KioskClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<WindowReceipt> _receipts = Channel.CreateUnbounded<WindowReceipt>();
    private readonly Channel<(string Topic, DesiredState? Desired)> _desired =
        Channel.CreateUnbounded<(string Topic, DesiredState? Desired)>();

    public static async Task<KioskClient> ConnectAsync(int brokerPort)
    {
        var kiosk = new KioskClient();
        kiosk._client.ApplicationMessageReceivedAsync += received =>
        {
            var payload = received.ApplicationMessage.Payload.ToArray();
            if (received.ApplicationMessage.Topic.EndsWith(Channels.Desired, StringComparison.Ordinal))
            {
                kiosk._desired.Writer.TryWrite((
                    received.ApplicationMessage.Topic,
                    payload.Length == 0 ? null : JsonSerializer.Deserialize(payload, WireJson.Default.DesiredState)));
                return Task.CompletedTask;
            }

            var receipt = JsonSerializer.Deserialize(payload, WireJson.Default.WindowReceipt);
            kiosk._receipts.Writer.TryWrite(receipt!); // the service never sends null
            return Task.CompletedTask;
        };
        await kiosk._client.ConnectAsync(new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer("127.0.0.1", brokerPort)
            .WithClientId($"kiosk-{Guid.NewGuid():N}")
            .Build());
        await kiosk._client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter(Topics.For(Some.Address, Channels.Receipt), MqttQualityOfServiceLevel.AtLeastOnce)
            .Build());
        return kiosk;
    }

    /// <summary>Listens to what each kiosk is told that the others have learned.</summary>
    public Task ListenToLearnedAsync() => _client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
        .WithTopicFilter(Topics.Every(Channels.Desired), MqttQualityOfServiceLevel.AtLeastOnce)
        .Build());

    /// <summary>What the next kiosk is told, null when that is withdrawn, and on which topic.</summary>
    public Task<(string Topic, DesiredState? Desired)> LearnedAsync() =>
        _desired.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public Task SendAsync(VisitWindow window) => SendAsync(
        Channels.Window, JsonSerializer.Serialize(window, WireJson.Default.VisitWindow), Some.IdOf(window));

    public Task SendAsync(KioskState state) => SendAsync(
        Channels.State, JsonSerializer.Serialize(state, WireJson.Default.KioskState), retain: true);

    public async Task SendAsync(string channel, string payload, string? id = null, bool retain = false)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(Topics.For(Some.Address, channel))
            .WithPayload(payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithRetainFlag(retain);
        if (id is not null)
        {
            message = message.WithUserProperty("id", Encoding.UTF8.GetBytes(id));
        }

        await _client.PublishAsync(message.Build());
    }

    /// <summary>The next receipt, its ranges as text such as <c>boot-1 1-3 5-5</c>.</summary>
    public async Task<string> ReceiptAsync()
    {
        var receipt = await _receipts.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        return $"{receipt.Boot} {string.Join(' ', receipt.Stored.Select(range => $"{range[0]}-{range[1]}"))}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build());
        }

        _client.Dispose();
    }
}
