using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Kiosk.Wire;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Kiosk.Edge.Reporting;

/// <summary>The uplink over MQTT 5.</summary>
/// <remarks>Each connection is a clean start: what a broker that was away has missed, receipts among it, comes again
/// because the kiosk sends again what has no receipt.</remarks>
internal sealed class MqttUplink : IUplink
{
    /// <summary>As the wire allows.</summary>
    private const int MaxDesiredBytes = 16 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Two boxes of one identity take each other's place every few seconds; after so long without, one is gone.
    /// </summary>
    private static readonly TimeSpan TakenOverFor = TimeSpan.FromMinutes(10);

    private readonly ReportingOptions _options;
    private readonly TimeProvider _time;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private UplinkMessage? _firstState;
    private long _takenOver;

    public MqttUplink(ReportingOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _client.ApplicationMessageReceivedAsync += received =>
        {
            Take(received.ApplicationMessage);
            return Task.CompletedTask;
        };
    }

    /// <inheritdoc/>
    public event Action<WindowReceipt>? Receipted;

    /// <inheritdoc/>
    public event Action<DesiredState>? Desired;

    /// <inheritdoc/>
    public bool IsConnected => _client.IsConnected;

    /// <inheritdoc/>
    public bool WasTakenOver =>
        Volatile.Read(ref _takenOver) is var at and not 0 && _time.GetElapsedTime(at) < TakenOverFor;

    /// <inheritdoc/>
    public Task ConnectAsync(UplinkMessage will, CancellationToken cancellationToken) => InTimeAsync(
        async token =>
        {
            // A board without a battery starts in the past; its certificates would only seem not to be valid yet.
            if (_options.BrokerTls && _time.GetUtcNow() is var now && now < KioskVersion.Built)
            {
                throw new UplinkException(
                    $"The clock says {now:yyyy-MM-dd}, which cannot be, so no certificate can be checked; waiting for a time server.");
            }

            var connected = await _client.ConnectAsync(ClientOptions(will), token);
            if (connected.ResultCode != MqttClientConnectResultCode.Success)
            {
                throw new UplinkException($"The broker refused the kiosk: {connected.ResultCode}.");
            }

            await _client.SubscribeAsync(
                new MqttClientSubscribeOptionsBuilder()
                    .WithTopicFilter(
                        Topics.For(_options.Address, Channels.Receipt), MqttQualityOfServiceLevel.AtLeastOnce)
                    .WithTopicFilter(
                        Topics.For(_options.Address, Channels.State), MqttQualityOfServiceLevel.AtLeastOnce)
                    .WithTopicFilter(
                        Topics.For(_options.Address, Channels.Desired), MqttQualityOfServiceLevel.AtLeastOnce)
                    .Build(),
                token);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> PublishAsync(UplinkMessage message, CancellationToken cancellationToken) => InTimeAsync(
        async token =>
        {
            var builder = new MqttApplicationMessageBuilder()
                .WithTopic(Topics.For(_options.Address, message.Channel))
                .WithPayload(message.Payload)
                .WithContentType(CloudEvent.ContentType)
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithRetainFlag(message.IsRetained);
            foreach (var (name, value) in CloudEvent.Attributes(message.Id, message.Channel, message.Time))
            {
                builder.WithUserProperty(name, Encoding.UTF8.GetBytes(value));
            }

            var published = await _client.PublishAsync(builder.Build(), token);
            if (!published.IsSuccess)
            {
                throw new UplinkException(
                    $"The broker refused a message on '{message.Channel}': {published.ReasonCode}.");
            }

            if (message.Channel == Channels.State)
            {
                _firstState ??= message; // after that, what the broker keeps is of this run, or another box's
            }

            return published.ReasonCode != MqttClientPublishReasonCode.NoMatchingSubscribers;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task DisconnectAsync()
    {
        try
        {
            await InTimeAsync(
                async token =>
                {
                    await _client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build(), token);
                    return true;
                },
                CancellationToken.None);
        }
        catch (UplinkException)
        {
            // The connection broke while it was being closed, which is what was wanted.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await action(either.Token);
        }
        catch (Exception exception) when (exception is not UplinkException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UplinkException(
                timeout.IsCancellationRequested
                    ? $"The broker did not answer within {Patience.TotalSeconds:0} s."
                    : (exception.InnerException ?? exception).Message,
                exception);
        }
    }

    private void Take(MqttApplicationMessage message)
    {
        try
        {
            if (message.Topic == Topics.For(_options.Address, Channels.State))
            {
                LookForAnother(message);
                return;
            }

            if (message.Topic == Topics.For(_options.Address, Channels.Desired))
            {
                TakeDesired(message);
                return;
            }

            var reader = new Utf8JsonReader(message.Payload);
            if (JsonSerializer.Deserialize(ref reader, WireJson.Default.WindowReceipt) is { } receipt
                && receipt.Stored.All(range => range is [var first, var last] && first <= last))
            {
                Receipted?.Invoke(receipt);
            }
        }
        catch (JsonException)
        {
            // Not what the topic promises: nothing is deleted and nothing learned, and what is missing comes again.
        }
    }

    private void TakeDesired(MqttApplicationMessage message)
    {
        if (message.Payload.Length == 0)
        {
            // Cleared: what was told before is withdrawn.
            Desired?.Invoke(new DesiredState(
                1,
                _time.GetUtcNow(),
                new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, AnswerCount>>>()));
            return;
        }

        if (message.Payload.Length > MaxDesiredBytes)
        {
            return; // no message of the fleet's
        }

        var reader = new Utf8JsonReader(message.Payload);
        if (JsonSerializer.Deserialize(ref reader, WireJson.Default.DesiredState) is { } desired)
        {
            Desired?.Invoke(desired);
        }
    }

    /// <summary>The kiosk's own state comes back to it. One that came later than its first and was told by another run is
    /// another box's: the broker lets one of them in at a time, says to neither why, and sends the will of the one it puts
    /// out.</summary>
    private void LookForAnother(MqttApplicationMessage message)
    {
        var reader = new Utf8JsonReader(message.Payload);
        var id = message.UserProperties?.Find(property => property.Name == "id")?.ReadValueAsString();
        if (_firstState is { } own
            && id?.StartsWith($"{_options.Address}/{own.Id.Boot}/", StringComparison.Ordinal) == false
            && JsonSerializer.Deserialize(ref reader, WireJson.Default.KioskState) is { Status: KioskState.Online or KioskState.Lost } state
            && state.At > own.Time)
        {
            Volatile.Write(ref _takenOver, Math.Max(1, _time.GetTimestamp()));
        }
    }

    private MqttClientOptions ClientOptions(UplinkMessage will)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer(_options.BrokerHost, _options.BrokerPort)
            .WithClientId($"carekiosk.{_options.Chain}.{_options.Store}.{_options.Kiosk}")
            .WithCleanStart()
            .WithKeepAlivePeriod(_options.KeepAlive)
            .WithWillTopic(Topics.For(_options.Address, will.Channel))
            .WithWillPayload(will.Payload)
            .WithWillContentType(CloudEvent.ContentType)
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithWillRetain(will.IsRetained);
        foreach (var (name, value) in CloudEvent.Attributes(will.Id, will.Channel, will.Time))
        {
            builder.WithWillUserProperty(name, Encoding.UTF8.GetBytes(value));
        }

        if (_options.BrokerUserName is not null)
        {
            builder.WithCredentials(_options.BrokerUserName, _options.BrokerPassword ?? "");
        }

        if (_options.BrokerTls)
        {
            builder.WithTlsOptions(tls =>
            {
                tls.UseTls();
                if (_options.BrokerCaFile is not null)
                {
                    var authorities = new X509Certificate2Collection();
                    authorities.ImportFromPemFile(_options.BrokerCaFile);

                    // A store's own authority publishes no list of revoked certificates.
                    tls.WithTrustChain(authorities).WithRevocationMode(X509RevocationMode.NoCheck);
                }
            });
        }

        return builder.Build();
    }
}
