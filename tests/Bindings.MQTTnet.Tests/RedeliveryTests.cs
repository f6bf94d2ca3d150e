using Bindings.Shared;
using MQTTnet;
using MQTTnet.Protocol;

namespace Bindings.MQTTnet.Tests;

public sealed class RedeliveryTests(MosquittoBroker broker) : IClassFixture<MosquittoBroker>
{
    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task A_message_whose_handler_died_comes_again_when_the_session_is_resumed(MqttQualityOfServiceLevel qos)
    {
        await ComesAgainAfterAsync($"died-{qos}", qos, _ => throw new InvalidOperationException("The handler died."));
    }

    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task A_message_marked_as_failed_comes_again_when_the_session_is_resumed(MqttQualityOfServiceLevel qos)
    {
        await ComesAgainAfterAsync($"failed-{qos}", qos, received =>
        {
            received.ProcessingFailed = true;
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task A_message_that_was_not_acknowledged_comes_again_when_the_session_is_resumed(
        MqttQualityOfServiceLevel qos)
    {
        await ComesAgainAfterAsync($"unacknowledged-{qos}", qos, received =>
        {
            received.AutoAcknowledge = false;
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_message_may_be_acknowledged_after_its_handler_has_returned()
    {
        using var sender = await TestClient.ConnectAsync(broker);
        using var receiver = new TestClient();
        var session = TestClient.Session(broker, "later");
        var late = new TaskCompletionSource<MqttApplicationMessageReceivedEventArgs>();
        receiver.Handle = received =>
        {
            received.AutoAcknowledge = false;
            late.TrySetResult(received);
            return Task.CompletedTask;
        };
        await receiver.Mqtt.ConnectAsync(session);
        await receiver.SubscribeAsync("later");
        await sender.Mqtt.PublishAsync(TestClient.Message("later", "first"));
        await receiver.NextAsync();

        await (await late.Task).AcknowledgeAsync(CancellationToken.None);
        await receiver.DisconnectAsync();
        receiver.Handle = _ => Task.CompletedTask;
        await receiver.Mqtt.ConnectAsync(session);
        await sender.Mqtt.PublishAsync(TestClient.Message("later", "second"));

        Assert.Equal("second", await receiver.NextTextAsync());
    }

    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task A_handler_may_publish_and_wait_for_the_answer(MqttQualityOfServiceLevel qos)
    {
        using var client = await TestClient.ConnectAsync(broker);
        await client.SubscribeAsync($"question/{qos}");
        await client.SubscribeAsync($"answer/{qos}");
        client.Handle = async received =>
        {
            if (received.ApplicationMessage.Topic.StartsWith("question"))
            {
                await client.Mqtt.PublishAsync(TestClient.Message($"answer/{qos}", "yes", qos));
            }
        };

        await client.Mqtt.PublishAsync(TestClient.Message($"question/{qos}", "there?", qos));

        Assert.Equal("there?", await client.NextTextAsync());
        Assert.Equal("yes", await client.NextTextAsync());
    }

    [Fact]
    public async Task Messages_wait_for_an_absent_session()
    {
        using var sender = await TestClient.ConnectAsync(broker);
        using var receiver = new TestClient();
        var session = TestClient.Session(broker, "absent");
        var born = await receiver.Mqtt.ConnectAsync(session);
        await receiver.SubscribeAsync("absent");
        await receiver.DisconnectAsync();
        await sender.Mqtt.PublishAsync(TestClient.Message("absent", "while away"));

        var resumed = await receiver.Mqtt.ConnectAsync(session);

        Assert.False(born.IsSessionPresent);
        Assert.True(resumed.IsSessionPresent);
        Assert.Equal("while away", await receiver.NextTextAsync());
    }

    private async Task ComesAgainAfterAsync(
        string name, MqttQualityOfServiceLevel qos, Func<MqttApplicationMessageReceivedEventArgs, Task> failure)
    {
        using var sender = await TestClient.ConnectAsync(broker);
        using var receiver = new TestClient();
        var session = TestClient.Session(broker, name);
        var attempted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Handle = async received =>
        {
            attempted.TrySetResult();
            await failure(received);
            throw new InvalidOperationException("Keep the failed attempt out of the inbox.");
        };
        await receiver.Mqtt.ConnectAsync(session);
        await receiver.SubscribeAsync(name);
        await sender.Mqtt.PublishAsync(TestClient.Message(name, "first", qos));
        await attempted.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await receiver.DisconnectAsync();
        receiver.Handle = _ => Task.CompletedTask;
        await receiver.Mqtt.ConnectAsync(session);
        var again = await receiver.NextTextAsync();
        await sender.Mqtt.PublishAsync(TestClient.Message(name, "second", qos));
        var next = await receiver.NextTextAsync();

        Assert.Equal("first", again);
        Assert.Equal("second", next);
    }
}
