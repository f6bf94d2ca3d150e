using System.Buffers;
using System.Data.Common;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using Kiosk.Cloud.Storage;
using Kiosk.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using EventId = Kiosk.Wire.EventId;

namespace Kiosk.Cloud.Ingest;

/// <summary>Keeps the service at the broker: connects, subscribes, hands each message to <see cref="WindowIngest"/> and
/// sends the receipts owed and what the fleet has learned, until the link or the database fails; then waits and begins again.</summary>
/// <remarks>The session outlives the connection, and a message is acknowledged when its handler has returned, which is
/// after the commit. A database that fails lets go of the broker: what was not committed is not acknowledged, stays in
/// the session and comes again with the next connection, which is made when the database can be written.</remarks>
internal sealed partial class BrokerLink(
    WindowIngest ingest,
    ChannelReader<EventId> receiptsOwed,
    ChannelReader<KioskAddress> forgotten,
    Schema schema,
    IngestStatus status,
    ChangeSignal changes,
    AnswerSums answers,
    CloudOptions options,
    TimeProvider time,
    ILogger<BrokerLink> logger) : BackgroundService
{
    /// <summary>The name under which all replicas share the windows.</summary>
    private const string ShareName = "carekiosk-cloud";

    private const int MaxReceiptsTogether = 1000;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>A receipt that could not be delivered for a day is of no use: the kiosk has sent the window again.</summary>
    private static readonly TimeSpan ReceiptExpiry = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var schedule = new RetrySchedule(Random.Shared);
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                await PrepareStoreAsync(stoppingToken);
                await StayConnectedAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is DbException or InvalidDataException)
            {
                StoreFailed(exception);
            }
            catch (Exception exception)
            {
                BrokerFailed(exception);
            }

            changes.Raise();
            await Task.Delay(schedule.NextDelay(time.GetElapsedTime(began)), time, stoppingToken);
        }
    }

    private async Task PrepareStoreAsync(CancellationToken stoppingToken)
    {
        await schema.PrepareAsync(stoppingToken);
        if (status.StoreUp())
        {
            Log.StoreReady(logger, options.DatabasePath);
        }
    }

    private async Task StayConnectedAsync(CancellationToken stoppingToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new MqttClientFactory().CreateMqttClient();
        client.ApplicationMessageReceivedAsync += received => TakeAsync(received.ApplicationMessage, ended, stoppingToken);
        client.DisconnectedAsync += disconnected =>
        {
            ended.TrySetException(disconnected.Exception ?? new IOException($"The broker closed it: {disconnected.Reason}."));
            return Task.CompletedTask;
        };

        await ConnectAsync(client, stoppingToken);
        await SendUntilAsync(ended.Task, client, stoppingToken);
    }

    private async Task SendUntilAsync(Task ended, IMqttClient client, CancellationToken stoppingToken)
    {
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var receipts = SendReceiptsAsync(client, sending.Token);
        var learned = TellLearnedAsync(client, sending.Token);
        try
        {
            await await Task.WhenAny(ended, receipts, learned);
        }
        finally
        {
            await sending.CancelAsync();
            await Task.WhenAll(receipts, learned).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LeaveAsync(client);
        }
    }

    /// <summary>Tells each kiosk what the others have learned, as a retained message, whenever that is new, and withdraws what no
    /// longer holds: what an earlier connection told is not known, so a kiosk that is to hear nothing is told so once.</summary>
    private async Task TellLearnedAsync(IMqttClient client, CancellationToken cancellationToken)
    {
        // SQLite reads on the thread that asks; without this the link would not be watched before it has read.
        await Task.Yield();
        Dictionary<KioskAddress, string> told = [];
        var anyForgotten = forgotten.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            foreach (var (kiosk, desired) in await answers.ReadAsync(cancellationToken))
            {
                var learned = desired is null
                    ? ""
                    : JsonSerializer.Serialize(desired with { At = DateTimeOffset.UnixEpoch }, WireJson.Default.DesiredState);
                if (told.GetValueOrDefault(kiosk) != learned)
                {
                    await TellLearnedAsync(client, kiosk, desired, cancellationToken);
                    told[kiosk] = learned;
                }
            }

            // After what was read before it was forgotten.
            var next = Task.Delay(options.AnswersInterval, time, cancellationToken);
            while (await Task.WhenAny(next, anyForgotten) == anyForgotten)
            {
                await anyForgotten;
                while (forgotten.TryRead(out var kiosk))
                {
                    await TellLearnedAsync(client, kiosk, desired: null, cancellationToken);
                    told.Remove(kiosk);
                }

                anyForgotten = forgotten.WaitToReadAsync(cancellationToken).AsTask();
            }

            await next;
        }
    }

    private static async Task TellLearnedAsync(
        IMqttClient client, KioskAddress kiosk, DesiredState? desired, CancellationToken cancellationToken)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(Topics.For(kiosk, Channels.Desired))
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithRetainFlag();
        if (desired is not null)
        {
            message = message
                .WithPayload(JsonSerializer.SerializeToUtf8Bytes(desired, WireJson.Default.DesiredState))
                .WithContentType(CloudEvent.ContentType);
        }

        await client.PublishAsync(message.Build(), cancellationToken);
    }

    private async Task ConnectAsync(IMqttClient client, CancellationToken stoppingToken)
    {
        using var timeout = new CancellationTokenSource(ConnectTimeout, time);
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, timeout.Token);
        try
        {
            var connected = await client.ConnectAsync(ClientOptions(), connecting.Token);
            if (connected.ResultCode != MqttClientConnectResultCode.Success)
            {
                throw new IOException($"The broker refused the connection: {connected.ResultCode}.");
            }

            // Retained state comes again with each subscription: it says which kiosks are there now.
            var subscription = new MqttClientSubscribeOptionsBuilder()
                .WithTopicFilter(Topics.Shared(ShareName, Channels.Window), MqttQualityOfServiceLevel.AtLeastOnce)
                .WithTopicFilter(Topics.Shared(ShareName, Channels.Health), MqttQualityOfServiceLevel.AtLeastOnce)
                .WithTopicFilter(Topics.Shared(ShareName, Channels.Fault), MqttQualityOfServiceLevel.AtLeastOnce)
                .WithTopicFilter(Topics.Every(Channels.State), MqttQualityOfServiceLevel.AtLeastOnce)
                .Build();
            var subscribed = await client.SubscribeAsync(subscription, connecting.Token);
            var refused = subscribed.Items.FirstOrDefault(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2);
            if (refused is not null)
            {
                throw new IOException($"The broker refused {refused.TopicFilter.Topic}: {refused.ResultCode}.");
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            throw new IOException($"There was no answer within {ConnectTimeout.TotalSeconds} seconds.");
        }

        status.BrokerUp();
        changes.Raise();
        Log.BrokerConnected(logger, options.BrokerHost, options.BrokerPort);
    }

    private async Task TakeAsync(MqttApplicationMessage message, TaskCompletionSource ended, CancellationToken stoppingToken)
    {
        if (ended.Task.IsCompleted)
        {
            // Whatever follows a failure waits in the session: an exception leaves the message unacknowledged.
            throw new OperationCanceledException();
        }

        try
        {
            var id = message.UserProperties?.FirstOrDefault(property => property.Name == "id");
            await ingest.TakeAsync(new KioskMessage(
                message.Topic,
                message.Payload.ToArray(),
                id?.ReadValueAsString(),
                message.Retain), stoppingToken);
        }
        catch (Exception exception) when (exception is DbException or OperationCanceledException)
        {
            ended.TrySetException(exception);
            throw;
        }
    }

    private async Task SendReceiptsAsync(IMqttClient client, CancellationToken cancellationToken)
    {
        while (await receiptsOwed.WaitToReadAsync(cancellationToken))
        {
            var owed = new List<EventId>();
            while (owed.Count < MaxReceiptsTogether && receiptsOwed.TryRead(out var id))
            {
                owed.Add(id);
            }

            foreach (var (address, receipt) in Receipts.For(owed))
            {
                // A receipt that is lost on the way is not kept: the kiosk sends the window again and is told again.
                await client.PublishAsync(new MqttApplicationMessageBuilder()
                    .WithTopic(Topics.For(address, Channels.Receipt))
                    .WithPayload(JsonSerializer.SerializeToUtf8Bytes(receipt, WireJson.Default.WindowReceipt))
                    .WithContentType(CloudEvent.ContentType)
                    .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                    .WithMessageExpiryInterval((uint)ReceiptExpiry.TotalSeconds)
                    .Build(), cancellationToken);
            }
        }
    }

    private static async Task LeaveAsync(IMqttClient client)
    {
        if (client.IsConnected)
        {
            try
            {
                await client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build());
            }
            catch (Exception)
            {
                // The link broke while it was being closed, which is what was wanted.
            }
        }
    }

    private MqttClientOptions ClientOptions()
    {
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer(options.BrokerHost, options.BrokerPort)
            .WithClientId(options.ClientId)
            .WithCleanStart(false)
            .WithSessionExpiryInterval((uint)options.SessionExpiry.TotalSeconds)
            .WithKeepAlivePeriod(KeepAlive);
        if (options.BrokerUserName is not null)
        {
            builder = builder.WithCredentials(options.BrokerUserName, options.BrokerPassword ?? "");
        }

        if (options.BrokerTls)
        {
            builder = builder.WithTlsOptions(tls =>
            {
                tls.UseTls();
                if (options.BrokerCaFile is not null)
                {
                    var authorities = new X509Certificate2Collection();
                    authorities.ImportFromPemFile(options.BrokerCaFile);

                    // A company's own authority publishes no list of revoked certificates.
                    tls.WithTrustChain(authorities).WithRevocationMode(X509RevocationMode.NoCheck);
                }
            });
        }

        return builder.Build();
    }

    private void StoreFailed(Exception exception)
    {
        if (status.StoreDown($"The database cannot be written: {exception.Message}"))
        {
            Log.StoreFailed(logger, options.DatabasePath, exception.Message);
        }

        status.BrokerDown("The broker is left alone until the database can be written.");
    }

    private void BrokerFailed(Exception exception)
    {
        var reason = (exception.InnerException ?? exception).Message;
        if (status.BrokerDown($"There is no broker at {options.BrokerHost}:{options.BrokerPort}: {reason}"))
        {
            Log.BrokerLost(logger, options.BrokerHost, options.BrokerPort, reason);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2020, EventName = "BrokerConnected", Level = LogLevel.Information,
            Message = "The service listens to the fleet at the broker {Host}:{Port}.")]
        public static partial void BrokerConnected(ILogger logger, string host, int port);

        [LoggerMessage(EventId = 2021, EventName = "BrokerLost", Level = LogLevel.Error,
            Message = "There is no broker at {Host}:{Port} ({Reason}); the service keeps trying.")]
        public static partial void BrokerLost(ILogger logger, string host, int port, string reason);

        [LoggerMessage(EventId = 2022, EventName = "StoreReady", Level = LogLevel.Information,
            Message = "The fleet database {Path} can be written.")]
        public static partial void StoreReady(ILogger logger, string path);

        [LoggerMessage(EventId = 2023, EventName = "StoreFailed", Level = LogLevel.Error,
            Message = "The fleet database {Path} cannot be written ({Reason}); nothing is taken from the broker until it can.")]
        public static partial void StoreFailed(ILogger logger, string path, string reason);
    }
}
