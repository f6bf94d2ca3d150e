using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Bindings.Shared;
using Kiosk.Edge.Reporting;
using Kiosk.Wire;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Channels = Kiosk.Wire.Channels;

namespace Kiosk.Edge.Tests.Reporting;

public sealed class MqttUplinkTests(MosquittoBroker broker) : IClassFixture<MosquittoBroker>, IAsyncLifetime
{
    private const string Topic = "carekiosk/v1/chain/store/kiosk/";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IMqttClient _cloud = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<MqttApplicationMessage> _heard = Channel.CreateUnbounded<MqttApplicationMessage>();

    public async Task InitializeAsync()
    {
        _cloud.ApplicationMessageReceivedAsync += received =>
        {
            received.ApplicationMessage.Payload = new(received.ApplicationMessage.Payload.ToArray());
            _heard.Writer.TryWrite(received.ApplicationMessage);
            return Task.CompletedTask;
        };
        await _cloud.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer(broker.Host, broker.Port).Build());
    }

    public Task DisposeAsync()
    {
        _cloud.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_message_arrives_as_a_cloud_event()
    {
        using var uplink = await ConnectedAsync();
        await ListenAsync(Channels.Health);

        await uplink.PublishAsync(Message(Channels.Health, "{\"a\":1}"u8.ToArray()), CancellationToken.None);
        var heard = await HeardAsync();

        Assert.Equal(Topic + "health", heard.Topic);
        Assert.Equal("{\"a\":1}", heard.ConvertPayloadToString());
        Assert.Equal("application/json", heard.ContentType);
        Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, heard.QualityOfServiceLevel);
        Assert.Equal(
            [
                ("specversion", "1.0"),
                ("id", "chain/store/kiosk/run/1"),
                ("source", "/carekiosk/chain/store/kiosk"),
                ("type", "carekiosk.health.v1"),
                ("time", "2026-03-02T12:00:00.0000000Z"),
            ],
            heard.UserProperties!.Select(property => (property.Name, property.ReadValueAsString()))); // a cloud event has them
    }

    [Fact]
    public async Task The_broker_sends_the_will_when_the_kiosk_is_lost_and_keeps_it()
    {
        await ListenAsync(Channels.State);
        var uplink = await ConnectedAsync();

        uplink.Dispose();
        var heard = await HeardAsync();

        Assert.Equal(Topic + "state", heard.Topic);
        Assert.Equal("will", heard.ConvertPayloadToString());
        Assert.Contains(heard.UserProperties!, property => property.Name == "id"); // a cloud event has them
    }

    [Fact]
    public async Task The_will_is_dropped_with_a_goodbye()
    {
        using var uplink = await ConnectedAsync();
        await _cloud.PublishAsync(Retained(Topic + "state", ""));
        await ListenAsync(Channels.State);

        await uplink.DisconnectAsync();
        await _cloud.PublishAsync(Retained(Topic + "state", "marker"));

        Assert.Equal("marker", (await HeardAsync()).ConvertPayloadToString());
    }

    [Fact]
    public async Task Receipts_come_in_and_nonsense_is_passed_over()
    {
        using var uplink = await ConnectedAsync();
        var receipted = new TaskCompletionSource<WindowReceipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        uplink.Receipted += receipt => receipted.TrySetResult(receipt);
        string[] payloads = ["no json", "null", """{"boot":"b","stored":[[2]]}""", """{"boot":"b","stored":[[3,2]]}"""];
        foreach (var payload in payloads)
        {
            await _cloud.PublishAsync(Plain(Topic + "receipt", payload));
        }

        await _cloud.PublishAsync(Plain(
            Topic + "receipt",
            JsonSerializer.Serialize(new WindowReceipt("boot", [[1, 3], [5, 5]]), WireJson.Default.WindowReceipt)));
        var receipt = await receipted.Task.WaitAsync(Patience);

        Assert.Equal("boot", receipt.Boot);
        Assert.Equal([[1L, 3L], [5L, 5L]], receipt.Stored);
    }

    [Fact]
    public async Task What_the_fleet_has_learned_is_heard_at_the_first_connect_and_when_it_is_withdrawn()
    {
        const string Nonsense = """{"version":1,"at":"2026-03-02T12:00:00Z","answers":null}""";
        var answers = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, AnswerCount>>>
        {
            ["e1"] = new Dictionary<string, IReadOnlyDictionary<string, AnswerCount>>
            {
                ["payment"] = new Dictionary<string, AnswerCount> { ["guide"] = new(40, 30) },
            },
        };
        await _cloud.PublishAsync(Retained(
            Topic + "twin/desired",
            JsonSerializer.Serialize(new DesiredState(1, Some.Noon, answers), WireJson.Default.DesiredState)));
        var heard = Channel.CreateUnbounded<DesiredState>();
        using var uplink = new MqttUplink(Some.Options(port: broker.Port), TimeProvider.System);
        uplink.Desired += desired => heard.Writer.TryWrite(desired);

        await uplink.ConnectAsync(Message(Channels.State, "will"u8.ToArray(), retained: true), CancellationToken.None);
        var first = await heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        foreach (var nonsense in new[] { "no json", "null", Nonsense, new string(' ', 16 * 1024) + "{}" })
        {
            await _cloud.PublishAsync(Plain(Topic + "twin/desired", nonsense));
        }

        await _cloud.PublishAsync(Retained(Topic + "twin/desired", ""));
        await _cloud.PublishAsync(Plain(
            Topic + "twin/desired",
            JsonSerializer.Serialize(new DesiredState(2, Some.Noon, answers), WireJson.Default.DesiredState)));
        var withdrawn = await heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        var last = await heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        Assert.Equal(new AnswerCount(40, 30), first.Answers["e1"]["payment"]["guide"]);
        Assert.Empty(withdrawn.Answers);
        Assert.Equal((1, 1, 2), (first.Version, withdrawn.Version, last.Version));
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_told_in_one_sentence()
    {
        await using var gone = await MosquittoBroker.StartAsync();
        gone.Kill();
        using var uplink = new MqttUplink(Some.Options(port: gone.Port), TimeProvider.System);

        var error = await Assert.ThrowsAsync<UplinkException>(
            () => uplink.ConnectAsync(Message(Channels.State, []), CancellationToken.None));

        Assert.Contains("refused", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\n", error.Message);
    }

    [Fact]
    public async Task TLS_waits_for_a_clock_that_can_be_right()
    {
        var options = new ReportingOptions { Chain = "chain", Store = "store", Kiosk = "kiosk", BrokerTls = true };
        using var uplink = new MqttUplink(options, new FakeTimeProvider(DateTimeOffset.UnixEpoch));

        var error = await Assert.ThrowsAsync<UplinkException>(
            () => uplink.ConnectAsync(Message(Channels.State, []), CancellationToken.None));

        Assert.Contains("1970-01-01", error.Message, StringComparison.Ordinal);
        Assert.Contains("waiting for a time server", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_box_of_the_same_identity_is_noticed_when_it_has_taken_the_place()
    {
        using var uplink = await ConnectedAsync();
        await uplink.PublishAsync(Told(KioskState.Online, "run1", minute: 0), CancellationToken.None);
        using var other = new MqttUplink(Some.Options(port: broker.Port), TimeProvider.System);
        await other.ConnectAsync(Told(KioskState.Lost, "run2", minute: 1), CancellationToken.None);
        await other.PublishAsync(Told(KioskState.Online, "run2", minute: 1), CancellationToken.None);
        await CaughtUpAsync(other);
        await uplink.DisconnectAsync();
        Assert.False(uplink.WasTakenOver);

        await uplink.ConnectAsync(Told(KioskState.Lost, "run1", minute: 2), CancellationToken.None);

        using var patience = new CancellationTokenSource(Patience);
        while (!uplink.WasTakenOver)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        Assert.False(other.WasTakenOver);
    }

    [Fact]
    public async Task What_an_earlier_run_told_is_not_another_box()
    {
        using (var earlier = await ConnectedAsync())
        {
            await earlier.PublishAsync(Told(KioskState.Online, "run1", minute: 0), CancellationToken.None);
            await earlier.DisconnectAsync();
        }

        using var uplink = await ConnectedAsync();
        await uplink.PublishAsync(Told(KioskState.Online, "run2", minute: 1), CancellationToken.None);
        await uplink.DisconnectAsync();
        await uplink.ConnectAsync(Message(Channels.State, [], retained: true), CancellationToken.None);
        await uplink.PublishAsync(Told(KioskState.Online, "run2", minute: 2), CancellationToken.None);
        await CaughtUpAsync(uplink);

        Assert.False(uplink.WasTakenOver);
    }

    [Fact]
    public async Task It_connects_again_after_the_broker_was_killed()
    {
        await using var mortal = await MosquittoBroker.StartAsync();
        using var uplink = await ConnectedAsync(mortal);

        mortal.Kill();
        await Assert.ThrowsAsync<UplinkException>(async () =>
        {
            while (true)
            {
                await uplink.PublishAsync(Message(Channels.Health, []), CancellationToken.None);
            }
        });
        await uplink.DisconnectAsync();
        await mortal.RestartAsync();
        await uplink.ConnectAsync(Message(Channels.State, []), CancellationToken.None);

        await uplink.PublishAsync(Message(Channels.Health, []), CancellationToken.None);
        Assert.True(uplink.IsConnected);
    }

    [Fact]
    public async Task It_says_whether_somebody_listens()
    {
        using var uplink = await ConnectedAsync();

        var isHeard = await uplink.PublishAsync(Message(Channels.Window, []), CancellationToken.None);
        await _cloud.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter(Topics.Shared("cloud", Channels.Window), MqttQualityOfServiceLevel.AtLeastOnce).Build());

        Assert.False(isHeard);
        Assert.True(await uplink.PublishAsync(Message(Channels.Window, []), CancellationToken.None));
    }

    private static UplinkMessage Message(string channel, byte[] payload, bool retained = false) => new(
        channel, new EventId(new KioskAddress("chain", "store", "kiosk"), "run", 1), Some.Noon, payload, retained);

    private static UplinkMessage Told(string status, string run, int minute)
    {
        var at = Some.Noon.AddMinutes(minute);
        return new UplinkMessage(
            Channels.State,
            new EventId(new KioskAddress("chain", "store", "kiosk"), run, 1),
            at,
            JsonSerializer.SerializeToUtf8Bytes(new KioskState(1, status, "boot", "0.1.0", at), WireJson.Default.KioskState),
            IsRetained: true);
    }

    private static MqttApplicationMessage Plain(string topic, string payload) => new MqttApplicationMessageBuilder()
        .WithTopic(topic).WithPayload(payload)
        .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();

    private static MqttApplicationMessage Retained(string topic, string payload) => new MqttApplicationMessageBuilder()
        .WithTopic(topic).WithPayload(payload).WithRetainFlag()
        .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();

    private async Task<MqttUplink> ConnectedAsync(MosquittoBroker? other = null)
    {
        var uplink = new MqttUplink(Some.Options(port: (other ?? broker).Port), TimeProvider.System);
        await uplink.ConnectAsync(Message(Channels.State, "will"u8.ToArray(), retained: true), CancellationToken.None);
        return uplink;
    }

    /// <summary>Waits until it has taken in what the broker had for it before: messages come in their order.</summary>
    private async Task CaughtUpAsync(MqttUplink uplink)
    {
        var receipted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        uplink.Receipted += _ => receipted.TrySetResult();
        await _cloud.PublishAsync(Plain(
            Topic + "receipt",
            JsonSerializer.Serialize(new WindowReceipt("marker", [[1, 1]]), WireJson.Default.WindowReceipt)));
        await receipted.Task.WaitAsync(Patience);
    }

    private Task ListenAsync(string channel) => _cloud.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
        .WithTopicFilter(Topic + channel, MqttQualityOfServiceLevel.AtLeastOnce).Build());

    private Task<MqttApplicationMessage> HeardAsync() => _heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);
}
