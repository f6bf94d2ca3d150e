using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bindings.Shared;
using MQTTnet;
using MQTTnet.Exceptions;

namespace Bindings.MQTTnet.Tests;

public sealed class ConnectionTests(MosquittoBroker broker) : IClassFixture<MosquittoBroker>
{
    [Fact]
    public async Task Connects_and_says_goodbye()
    {
        using var client = new TestClient();
        var connectedEvents = 0;
        client.Mqtt.ConnectedAsync += connected =>
        {
            connectedEvents++;
            Assert.Equal(MqttClientConnectResultCode.Success, connected.ConnectResult.ResultCode);
            return Task.CompletedTask;
        };

        var result = await client.Mqtt.ConnectAsync(TestClient.Options(broker).Build());
        var connected = client.Mqtt.IsConnected;
        await client.DisconnectAsync();
        var disconnected = await client.DisconnectedAsync();

        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        Assert.True(connected);
        Assert.Equal(1, connectedEvents);
        Assert.False(client.Mqtt.IsConnected);
        Assert.True(disconnected.ClientWasConnected);
        Assert.Equal(MqttClientDisconnectReason.NormalDisconnection, disconnected.Reason);
        Assert.Null(disconnected.Exception);
    }

    [Fact]
    public async Task Connecting_where_nobody_listens_throws_and_says_why()
    {
        using var client = new TestClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", LoopbackPort.Free()).Build();

        var error = await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => client.Mqtt.ConnectAsync(options));
        var disconnected = await client.DisconnectedAsync();

        Assert.Contains("refused", error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.False(disconnected.ClientWasConnected);
        Assert.False(client.Mqtt.IsConnected);
    }

    [Fact]
    public async Task Connecting_to_a_silent_server_ends_when_it_is_cancelled()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = new TestClient();
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port).Build();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<Exception>(() => client.Mqtt.ConnectAsync(options, timeout.Token));

        Assert.False(client.Mqtt.IsConnected);
    }

    [Fact]
    public async Task A_wrong_password_is_told_by_its_reason_code()
    {
        var passwords = Path.GetTempFileName();
        using (var process = Process.Start("mosquitto_passwd", ["-b", passwords, "kiosk", "right"]))
        {
            await process.WaitForExitAsync();
        }

        await using var guarded = await MosquittoBroker.StartAsync("allow_anonymous false", $"password_file {passwords}");
        using var client = new TestClient();

        var wrong = await client.Mqtt.ConnectAsync(
            TestClient.Options(guarded).WithCredentials("kiosk", "wrong").Build());
        var right = await client.Mqtt.ConnectAsync(
            TestClient.Options(guarded).WithCredentials("kiosk", "right").Build());

        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, wrong.ResultCode);
        Assert.Equal(MqttClientConnectResultCode.Success, right.ResultCode);
        File.Delete(passwords);
    }

    [Fact]
    public async Task A_killed_broker_disconnects_and_the_same_client_can_connect_again()
    {
        await using var mortal = await MosquittoBroker.StartAsync();
        using var client = await TestClient.ConnectAsync(mortal);

        mortal.Kill();
        var disconnected = await client.DisconnectedAsync();
        await mortal.RestartAsync();
        var again = await client.Mqtt.ConnectAsync(TestClient.Options(mortal).Build());

        Assert.True(disconnected.ClientWasConnected);
        Assert.Equal(MqttClientConnectResultCode.Success, again.ResultCode);
        await client.SubscribeAsync("again");
        await client.Mqtt.PublishAsync(TestClient.Message("again", "alive"));
        Assert.Equal("alive", await client.NextTextAsync());
    }

    [Fact]
    public async Task A_client_is_disconnected_when_another_takes_its_session_over()
    {
        using var first = new TestClient();
        using var second = new TestClient();
        await first.Mqtt.ConnectAsync(TestClient.Session(broker, "twins"));

        await second.Mqtt.ConnectAsync(TestClient.Session(broker, "twins"));
        var disconnected = await first.DisconnectedAsync();

        Assert.True(disconnected.ClientWasConnected);
        Assert.True(second.Mqtt.IsConnected);
    }

    [Fact]
    public async Task Connecting_twice_throws()
    {
        using var client = await TestClient.ConnectAsync(broker);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => client.Mqtt.ConnectAsync(TestClient.Options(broker).Build()));

        Assert.True(client.Mqtt.IsConnected);
    }

    [Fact]
    public async Task Publishes_under_way_end_with_an_exception_when_the_broker_is_killed()
    {
        await using var mortal = await MosquittoBroker.StartAsync();
        using var client = await TestClient.ConnectAsync(mortal);

        var publishing = Enumerable.Range(0, 2000)
            .Select(i => client.Mqtt.PublishAsync(TestClient.Message("busy", $"{i}"))).ToArray();
        mortal.Kill();
        await client.DisconnectedAsync();

        await AllEndAsync(publishing);
    }

    [Fact]
    public async Task Disposing_while_busy_ends_everything_under_way()
    {
        using var client = await TestClient.ConnectAsync(broker);
        await client.SubscribeAsync("disposed");
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Handle = _ =>
        {
            entered.TrySetResult();
            return release.Task;
        };
        var publishing = Enumerable.Range(0, 500)
            .Select(i => client.Mqtt.PublishAsync(TestClient.Message("disposed", $"{i}"))).ToArray();
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30));

        client.Mqtt.Dispose();

        await AllEndAsync(publishing);
        release.SetResult();
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(
            () => client.Mqtt.PublishAsync(TestClient.Message("disposed", "after")));
    }

    /// <summary>Each ends, one way or the other: in time, and with nothing but an exception of the client.</summary>
    private static async Task AllEndAsync(Task<MqttClientPublishResult>[] publishing)
    {
        var all = Task.WhenAll(publishing);
        await Task.WhenAny(all).WaitAsync(TimeSpan.FromSeconds(30));
        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.All(
            all.Exception?.InnerExceptions ?? [],
            error => Assert.True(
                error is MqttCommunicationException or ObjectDisposedException or OperationCanceledException, $"{error}"));
    }
}
