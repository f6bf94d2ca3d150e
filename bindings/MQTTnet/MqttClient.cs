using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Native;

namespace MQTTnet;

/// <summary>The client as its user sees it: at most one <see cref="Connection"/> at a time, and the events.</summary>
internal sealed class MqttClient : IMqttClient
{
    private readonly Lock _gate = new();
    private MqttClientOptions _options = new();
    private volatile Connection? _connection;
    private Task _watching = Task.CompletedTask;
    private bool _connecting;
    private volatile bool _disposed;

    public event Func<MqttApplicationMessageReceivedEventArgs, Task>? ApplicationMessageReceivedAsync;

    public event Func<MqttClientConnectedEventArgs, Task>? ConnectedAsync;

    public event Func<MqttClientDisconnectedEventArgs, Task>? DisconnectedAsync;

    public bool IsConnected => _connection is not null;

    public async Task<MqttClientConnectResult> ConnectAsync(
        MqttClientOptions options, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_connecting || _connection is not null)
            {
                throw new InvalidOperationException("The client is connected, or about to be.");
            }

            _connecting = true;
            _options = options;
        }

        MqttClientConnectResult? result = null;
        try
        {
            using var timeout = new CancellationTokenSource(options.Timeout);
            (var connection, result) = await Connection.OpenAsync(
                options, cancellationToken.CanBeCanceled ? cancellationToken : timeout.Token);
            if (result.ResultCode == MqttClientConnectResultCode.Success)
            {
                Attach(connection);
                await RaiseAsync(ConnectedAsync, new MqttClientConnectedEventArgs(result));
            }
            else
            {
                await connection.DisposeAsync();
                RaiseDisconnected(false, result, new Ending((MqttClientDisconnectReason)result.ResultCode, null, null));
            }

            return result;
        }
        catch (Exception exception) when (_connection is null)
        {
            RaiseDisconnected(
                false, result, new Ending(MqttClientDisconnectReason.UnspecifiedError, null, exception));
            if (exception is MqttCommunicationException or OperationCanceledException)
            {
                throw;
            }

            throw new MqttConnectingFailedException($"Error while connecting. {exception.Message}", exception);
        }
        finally
        {
            _connecting = false;
        }
    }

    public async Task DisconnectAsync(
        MqttClientDisconnectOptions options, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_connection is { } connection)
        {
            connection.Disconnect(options.Reason);
            try
            {
                await _watching.WaitAsync(_options.Timeout, cancellationToken);
            }
            finally
            {
                connection.Abort();
            }
        }
    }

    public async Task<MqttClientPublishResult> PublishAsync(
        MqttApplicationMessage applicationMessage, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = await Connected().PublishAsync(applicationMessage, cancellationToken);
        return new MqttClientPublishResult(null, (MqttClientPublishReasonCode)reply.ReasonCode, reply.ReasonString);
    }

    public async Task<MqttClientSubscribeResult> SubscribeAsync(
        MqttClientSubscribeOptions options, CancellationToken cancellationToken = default)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout);
        var limit = cancellationToken.CanBeCanceled ? cancellationToken : timeout.Token;
        var items = new List<MqttClientSubscribeResultItem>();
        foreach (var filter in options.TopicFilters)
        {
            var reply = await Connected().SubscribeAsync(filter, limit);
            items.Add(new MqttClientSubscribeResultItem(filter, (MqttClientSubscribeResultCode)reply.ReasonCode));
        }

        return new MqttClientSubscribeResult(items);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _connection?.Abort();
        }
    }

    private static async Task RaiseAsync<T>(Func<T, Task>? handlers, T arguments)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            await handler(arguments);
        }
    }

    private Connection Connected()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _connection ?? throw new MqttClientNotConnectedException();
    }

    private void Attach(Connection connection)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                connection.Abort();
            }

            _connection = connection;
            _watching = WatchAsync(connection);
        }

        _ = connection.HandleAsync(received => RaiseAsync(ApplicationMessageReceivedAsync, received));
    }

    private async Task WatchAsync(Connection connection)
    {
        var ending = await connection.Ended;
        _connection = null;
        await connection.DisposeAsync();
        RaiseDisconnected(true, null, ending);
    }

    /// <summary>Handlers may connect again or dispose the client, so they run on a task of their own.</summary>
    private void RaiseDisconnected(bool wasConnected, MqttClientConnectResult? result, Ending ending) =>
        _ = Task.Run(() => RaiseAsync(DisconnectedAsync, new MqttClientDisconnectedEventArgs(
            wasConnected, result, ending.Reason, ending.ReasonString, ending.Exception)));
}
