using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MQTTnet.Native;

/// <summary>One connect of a client, from the first byte to the last: its own libmosquitto client with its loop thread,
/// and the <see cref="Relay"/> to the broker. It never reconnects.</summary>
/// <remarks>libmosquitto calls back on its loop thread. The callbacks only copy and hand over, so the thread is always
/// ready for the network and can be joined at the end.</remarks>
internal sealed class Connection : IAsyncDisposable
{
    private readonly MqttClientOptions _options;
    private readonly Relay _relay;
    private readonly MosquittoHandle _client;
    private readonly TaskCompletionSource<MqttClientConnectResult> _answered = NewPromise<MqttClientConnectResult>();
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<Reply>> _waiting = [];

    // Unbounded, as MQTTnet's: at QoS 1 and 2 the broker sends no more than the receive maximum before an
    // acknowledgement, and at QoS 0 the handlers have to keep up.
    private readonly Channel<MqttApplicationMessageReceivedEventArgs> _received =
        Channel.CreateUnbounded<MqttApplicationMessageReceivedEventArgs>(new() { SingleReader = true });

    private Ending? _ending;
    private volatile bool _closed;

    private Connection(MqttClientOptions options, Relay relay)
    {
        _options = options;
        _relay = relay;
        _client = new MosquittoHandle(options.ClientId, options.CleanSession, this);
        Ended = RunAsync();
    }

    /// <summary>Completes, and never fails, when the connection has ended and no callback runs any more.</summary>
    public Task<Ending> Ended { get; }

    /// <summary>Connects and waits for the broker's answer, whatever it is.</summary>
    public static async Task<(Connection Connection, MqttClientConnectResult Result)> OpenAsync(
        MqttClientOptions options, CancellationToken cancellationToken)
    {
        var relay = await Relay.ConnectAsync(options, cancellationToken);
        Connection connection;
        try
        {
            connection = new Connection(options, relay);
        }
        catch
        {
            relay.Dispose();
            throw;
        }

        try
        {
            connection.Start();
            return (connection, await connection._answered.Task.WaitAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hands over each received message and acknowledges it when <paramref name="handle"/> has finished; until
    /// the connection ends.</summary>
    public async Task HandleAsync(Func<MqttApplicationMessageReceivedEventArgs, Task> handle)
    {
        await foreach (var received in _received.Reader.ReadAllAsync())
        {
            if (_closed)
            {
                return;
            }

            try
            {
                await handle(received);
                if (received.AutoAcknowledge)
                {
                    await received.AcknowledgeAsync(CancellationToken.None);
                }
            }
            catch (Exception)
            {
                // It stays unacknowledged: the broker sends it again when the session is resumed.
            }
        }
    }

    public unsafe Task<Reply> PublishAsync(MqttApplicationMessage message, CancellationToken cancellationToken)
    {
        var payload = message.Payload.IsSingleSegment ? message.Payload.FirstSpan : message.Payload.ToArray();
        using var properties = MosquittoProperties.ForPublish(message);
        lock (_gate)
        {
            ThrowIfClosed();
            fixed (byte* bytes = payload)
            {
                MosquittoHandle.Checked(Mosquitto.mosquitto_publish_v5(
                    _client,
                    out var identifier,
                    message.Topic,
                    payload.Length,
                    bytes,
                    (int)message.QualityOfServiceLevel,
                    message.Retain,
                    properties.List));
                return WaitFor(identifier, cancellationToken);
            }
        }
    }

    public Task<Reply> SubscribeAsync(MqttTopicFilter filter, CancellationToken cancellationToken)
    {
        // The bits of MQTT 5.0, section 3.8.3.1, without the QoS.
        var options = (filter.NoLocal ? 0x04 : 0)
            | (filter.RetainAsPublished ? 0x08 : 0)
            | ((int)filter.RetainHandling << 4);
        lock (_gate)
        {
            ThrowIfClosed();
            MosquittoHandle.Checked(Mosquitto.mosquitto_subscribe_v5(
                _client, out var identifier, filter.Topic, (int)filter.QualityOfServiceLevel, options, 0));
            return WaitFor(identifier, cancellationToken);
        }
    }

    /// <summary>Says goodbye; <see cref="Ended"/> completes soon after.</summary>
    public void Disconnect(MqttClientDisconnectOptionsReason reason)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _ending ??= new Ending((MqttClientDisconnectReason)reason, null, null);
                Mosquitto.mosquitto_disconnect_v5(_client, (int)reason, 0);
            }
        }
    }

    /// <summary>Drops the connection without a goodbye, so that the broker sends the will.</summary>
    public void Abort() => _relay.Dispose();

    /// <summary>Drops the connection where it still stands, waits for its end and frees the library's client.</summary>
    public async ValueTask DisposeAsync()
    {
        Abort();
        await Ended;
        _client.Dispose();
    }

    private static TaskCompletionSource<T> NewPromise<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private unsafe void Start()
    {
        MosquittoHandle.Checked(Mosquitto.mosquitto_int_option(
            _client, Mosquitto.OptionProtocolVersion, Mosquitto.ProtocolVersion5));
        MosquittoHandle.Checked(Mosquitto.mosquitto_int_option(
            _client, Mosquitto.OptionReceiveMaximum, ushort.MaxValue));
        MosquittoHandle.Checked(Mosquitto.mosquitto_int_option(
            _client, Mosquitto.OptionSendMaximum, ushort.MaxValue));
        Mosquitto.mosquitto_connect_v5_callback_set(_client, &OnConnect);
        Mosquitto.mosquitto_disconnect_v5_callback_set(_client, &OnDisconnect);
        Mosquitto.mosquitto_publish_v5_callback_set(_client, &OnPublish);
        Mosquitto.mosquitto_message_v5_callback_set(_client, &OnMessage);
        Mosquitto.mosquitto_subscribe_v5_callback_set(_client, &OnSubscribe);
        if (_options.UserName is not null)
        {
            MosquittoHandle.Checked(Mosquitto.mosquitto_username_pw_set(
                _client, _options.UserName, _options.Password));
        }

        SetWill();
        using var properties = MosquittoProperties.ForConnect(_options);
        MosquittoHandle.Checked(Mosquitto.mosquitto_connect_bind_v5(
            _client, _relay.SocketPath, 0, (int)_options.KeepAlivePeriod.TotalSeconds, null, properties.List));
        MosquittoHandle.Checked(Mosquitto.mosquitto_loop_start(_client));
    }

    private unsafe void SetWill()
    {
        if (_options.WillTopic is null)
        {
            return;
        }

        using var properties = MosquittoProperties.ForWill(_options);
        fixed (byte* payload = _options.WillPayload)
        {
            MosquittoHandle.Checked(Mosquitto.mosquitto_will_set_v5(
                _client,
                _options.WillTopic,
                _options.WillPayload?.Length ?? 0,
                payload,
                (int)_options.WillQualityOfServiceLevel,
                _options.WillRetain,
                properties.List));
            properties.Release();
        }
    }

    private async Task<Ending> RunAsync()
    {
        Exception? broken = null;
        try
        {
            await _relay.RunAsync();
        }
        catch (Exception exception)
        {
            broken = exception;
        }

        // The library's socket is closed, so its loop thread is ending: join it, then no callback runs any more.
        await Task.Run(() => Mosquitto.mosquitto_loop_stop(_client, force: false));
        lock (_gate)
        {
            _closed = true;
            _ending ??= new Ending(MqttClientDisconnectReason.UnspecifiedError, null, null);
            if (_ending.Exception is not null && broken is not null)
            {
                _ending = _ending with { Exception = new MqttCommunicationException(broken) };
            }

            var failure = new MqttClientDisconnectedException(_ending.Exception);
            _answered.TrySetException(_ending.Exception ?? failure);
            foreach (var promise in _waiting.Values)
            {
                promise.TrySetException(failure);
            }

            _waiting.Clear();
        }

        _received.Writer.Complete();
        return _ending;
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new MqttClientDisconnectedException(_ending?.Exception);
        }
    }

    /// <summary>Called under the gate right after the library gave the identifier, so that the answer, which comes on the
    /// loop thread, finds its promise.</summary>
    private Task<Reply> WaitFor(int identifier, CancellationToken cancellationToken)
    {
        var promise = NewPromise<Reply>();
        _waiting[identifier] = promise;
        return AwaitAsync();

        async Task<Reply> AwaitAsync()
        {
            await using (cancellationToken.Register(
                () => promise.TrySetException(new MqttCommunicationTimedOutException())))
            {
                return await promise.Task;
            }
        }
    }

    private void Answer(int identifier, Reply reply)
    {
        lock (_gate)
        {
            if (_waiting.Remove(identifier, out var promise))
            {
                promise.TrySetResult(reply);
            }
        }
    }

    private Task AcknowledgeAsync(ushort packetIdentifier, MqttApplicationMessageReceivedEventArgs received) =>
        received.ProcessingFailed
            ? Task.CompletedTask
            : _relay.AcknowledgeAsync(packetIdentifier, received.ApplicationMessage.QualityOfServiceLevel);

    private static Connection Owner(nint owner) =>
        // The handle is freed only after the loop thread has been joined, so in a callback its target is set.
        (Connection)GCHandle.FromIntPtr(owner).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnect(nint client, nint owner, int reasonCode, int flags, nint properties) =>
        Owner(owner)._answered.TrySetResult(new MqttClientConnectResult
        {
            ResultCode = (MqttClientConnectResultCode)reasonCode,
            IsSessionPresent = (flags & 1) != 0,
            ReasonString = MosquittoProperties.ReadReasonString(properties),
            AssignedClientIdentifier = MosquittoProperties.ReadAssignedClientIdentifier(properties),
        });

    /// <param name="client">The library's client.</param>
    /// <param name="owner">The handle of the connection.</param>
    /// <param name="result">0 after our own goodbye, 128 and more: the reason code of the broker's, else one of the
    /// library's error codes.</param>
    /// <param name="properties">Of the broker's goodbye.</param>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDisconnect(nint client, nint owner, int result, nint properties)
    {
        // Without this the loop thread would connect again by itself.
        Mosquitto.mosquitto_disconnect_v5(client, 0, 0);
        Owner(owner)._ending ??= result >= 128
            ? new Ending((MqttClientDisconnectReason)result, MosquittoProperties.ReadReasonString(properties), null)
            : new Ending(
                MqttClientDisconnectReason.UnspecifiedError,
                null,
                new MqttCommunicationException(Mosquitto.Sentence(result)));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnPublish(nint client, nint owner, int identifier, int reasonCode, nint properties) =>
        Owner(owner).Answer(identifier, new Reply(reasonCode, MosquittoProperties.ReadReasonString(properties)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnSubscribe(
        nint client, nint owner, int identifier, int count, int* granted, nint properties) =>
        Owner(owner).Answer(identifier, new Reply(granted[0], MosquittoProperties.ReadReasonString(properties)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnMessage(nint client, nint owner, MosquittoMessage* message, nint properties)
    {
        var connection = Owner(owner);
        var identifier = (ushort)message->PacketIdentifier;
        var copy = new MqttApplicationMessage
        {
            Topic = Marshal.PtrToStringUTF8((nint)message->Topic) ?? "",
            Payload = new(new ReadOnlySpan<byte>(message->Payload, message->PayloadLength).ToArray()),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)message->QualityOfServiceLevel,
            Retain = message->Retain != 0,
        };
        MosquittoProperties.ReadInto(copy, properties);
        connection._received.Writer.TryWrite(new MqttApplicationMessageReceivedEventArgs(
            connection._options.ClientId,
            copy,
            (received, _) => connection.AcknowledgeAsync(identifier, received)));
    }
}
