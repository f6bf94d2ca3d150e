using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Bindings.Shared;
using Kiosk.Wire;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using KioskChannels = Kiosk.Wire.Channels;

namespace Kiosk.Cloud.Tests;

/// <summary>The broker's settings as the package has them, with the kiosks' listener opened as an owner opens it, but without
/// TLS.</summary>
public sealed class BrokerSettingsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly KioskAddress Here = new("freshmart", "seoul-mapo", "kiosk-03");
    private static readonly KioskAddress Next = new("freshmart", "seoul-mapo", "kiosk-04");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("broker-settings-");
    private int _servicePort;
    private int _kioskPort;
    private MosquittoBroker? _broker;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Passwords, "");
        foreach (var user in new[] { $"{Here}", $"{Next}", "carekiosk-cloud" })
        {
            using var added = Process.Start("mosquitto_passwd", ["-b", Passwords, user, $"of {user}"]);
            await added.WaitForExitAsync();
            Assert.Equal(0, added.ExitCode);
        }

        _broker = await MosquittoBroker.StartWithAsync(port =>
        {
            (_servicePort, _kioskPort) = (port, LoopbackPort.Free());

            // Root's broker would leave for a user that cannot write here; that it runs it tells as information.
            return [.. Opened(), "user root", "log_type information"];
        });
    }

    public async Task DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Only_this_machines_own_service_comes_in_without_a_password()
    {
        Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync(_servicePort));
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await ConnectAsync(_kioskPort));
    }

    [Fact]
    public async Task A_kiosk_speaks_as_itself_alone()
    {
        using var service = await ClientAsync(_servicePort, user: null);
        var heard = await ListenAsync(service, "carekiosk/#");
        using var kiosk = await ClientAsync(_kioskPort, $"{Here}");
        string[] own = [KioskChannels.Window, KioskChannels.Health, KioskChannels.Fault, KioskChannels.State];
        string[] every = [.. own, KioskChannels.Receipt, KioskChannels.Desired];

        foreach (var topic in every.Select(channel => Topics.For(Next, channel)).Append(Topics.For(Here, KioskChannels.Receipt)))
        {
            Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await PublishAsync(kiosk, topic));
        }

        foreach (var channel in own)
        {
            Assert.Equal(MqttClientPublishReasonCode.Success, await PublishAsync(kiosk, Topics.For(Here, channel)));
            Assert.Equal(Topics.For(Here, channel), await NextAsync(heard));
        }
    }

    [Fact]
    public async Task A_kiosk_hears_what_is_for_itself_alone()
    {
        using var service = await ClientAsync(_servicePort, user: null);
        using var neighbour = await ClientAsync(_kioskPort, $"{Here}");
        using var kiosk = await ClientAsync(_kioskPort, $"{Next}");
        var heard = await ListenAsync(kiosk, "#");
        await PublishAsync(neighbour, Topics.For(Next, KioskChannels.Receipt));
        await PublishAsync(neighbour, Topics.For(Here, KioskChannels.Window));
        await PublishAsync(service, Topics.For(Here, KioskChannels.Receipt));

        foreach (var channel in new[] { KioskChannels.Receipt, KioskChannels.Desired, KioskChannels.State })
        {
            await PublishAsync(service, Topics.For(Next, channel));
            Assert.Equal(Topics.For(Next, channel), await NextAsync(heard));
        }
    }

    [Fact]
    public async Task A_service_elsewhere_has_a_user_that_hears_and_answers_every_kiosk()
    {
        using var kiosk = await ClientAsync(_kioskPort, $"{Here}");
        var answered = await ListenAsync(kiosk, Topics.For(Here, KioskChannels.Receipt), Topics.For(Here, KioskChannels.Desired));
        using var service = await ClientAsync(_kioskPort, "carekiosk-cloud");
        string[] shared = [KioskChannels.Window, KioskChannels.Health, KioskChannels.Fault];
        var heard = await ListenAsync(
            service, [.. shared.Select(channel => Topics.Shared("carekiosk-cloud", channel)), Topics.Every(KioskChannels.State)]);

        foreach (var channel in shared.Append(KioskChannels.State))
        {
            await PublishAsync(kiosk, Topics.For(Here, channel));
            Assert.Equal(Topics.For(Here, channel), await NextAsync(heard));
        }

        foreach (var channel in new[] { KioskChannels.Receipt, KioskChannels.Desired })
        {
            await PublishAsync(service, Topics.For(Here, channel));
            Assert.Equal(Topics.For(Here, channel), await NextAsync(answered));
        }
    }

    private string Passwords => Path.Combine(_folder.FullName, "broker.passwords");

    private static async Task<IMqttClient> ClientAsync(int port, string? user)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer("127.0.0.1", port);
        var connected = await client.ConnectAsync(
            (user is null ? builder : builder.WithCredentials(user, $"of {user}")).Build()).WaitAsync(Patience);
        Assert.Equal(MqttClientConnectResultCode.Success, connected.ResultCode);
        return client;
    }

    /// <summary>The topics of what comes to the client, in order.</summary>
    private static async Task<ChannelReader<string>> ListenAsync(IMqttClient client, params string[] filters)
    {
        var heard = Channel.CreateUnbounded<string>(); // a test sends few
        client.ApplicationMessageReceivedAsync += received =>
        {
            heard.Writer.TryWrite(received.ApplicationMessage.Topic);
            return Task.CompletedTask;
        };
        var subscription = filters.Aggregate(
            new MqttClientSubscribeOptionsBuilder(),
            (builder, filter) => builder.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce));
        await client.SubscribeAsync(subscription.Build()).WaitAsync(Patience);
        return heard.Reader;
    }

    private static Task<string> NextAsync(ChannelReader<string> heard) => heard.ReadAsync().AsTask().WaitAsync(Patience);

    private static async Task<MqttClientPublishReasonCode> PublishAsync(IMqttClient client, string topic)
    {
        var published = await client.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload("{}")
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build()).WaitAsync(Patience);
        return published.ReasonCode;
    }

    private static async Task<MqttClientConnectResultCode> ConnectAsync(int port)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var connected = await client.ConnectAsync(new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer("127.0.0.1", port)
            .Build()).WaitAsync(Patience);
        return connected.ResultCode;
    }

    /// <summary>The file without the # before its settings, its ports and paths this test's, and without TLS.</summary>
    private IEnumerable<string> Opened()
    {
        var isKiosks = false;
        foreach (var line in File.ReadLines(Deployed("broker.conf")))
        {
            isKiosks |= line.StartsWith("# listener 8883", StringComparison.Ordinal);
            var setting = isKiosks ? line.TrimStart('#', ' ') : line;
            if (setting.StartsWith("certfile", StringComparison.Ordinal)
                || setting.StartsWith("keyfile", StringComparison.Ordinal))
            {
                continue;
            }

            yield return setting
                .Replace("listener 1883", string.Create(CultureInfo.InvariantCulture, $"listener {_servicePort}"), StringComparison.Ordinal)
                .Replace("listener 8883", string.Create(CultureInfo.InvariantCulture, $"listener {_kioskPort} 127.0.0.1"), StringComparison.Ordinal)
                .Replace("/var/lib/carekiosk-broker/", $"{_folder.FullName}/", StringComparison.Ordinal)
                .Replace("/etc/carekiosk/broker.passwords", Passwords, StringComparison.Ordinal)
                .Replace("/etc/carekiosk/broker.acl", Deployed("broker.acl"), StringComparison.Ordinal);
        }
    }

    private static string Deployed(string file) => Path.Combine(RepositoryRoot.Path, "deploy", "systemd", file);
}
