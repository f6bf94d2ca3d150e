using System.Buffers;
using Bindings.Shared;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Bindings.MQTTnet.Tests;

public sealed class PublishTests(MosquittoBroker broker) : IClassFixture<MosquittoBroker>
{
    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task A_message_arrives_with_all_its_properties(MqttQualityOfServiceLevel qos)
    {
        using var sender = await TestClient.ConnectAsync(broker);
        using var receiver = await TestClient.ConnectAsync(broker);
        await receiver.SubscribeAsync($"properties/{qos}");

        var result = await sender.Mqtt.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic($"properties/{qos}")
            .WithPayload("안녕")
            .WithQualityOfServiceLevel(qos)
            .WithContentType("application/json")
            .WithResponseTopic("answers/here")
            .WithCorrelationData([0, 1, 255])
            .WithMessageExpiryInterval(600)
            .WithUserProperty("id", TestClient.Utf8("a/b/c/1"))
            .WithUserProperty("이름", TestClient.Utf8("값"))
            .WithUserProperty("id", TestClient.Utf8("twice"))
            .Build());
        var message = await receiver.NextAsync();

        Assert.True(result.IsSuccess);
        Assert.Equal($"properties/{qos}", message.Topic);
        Assert.Equal("안녕", message.ConvertPayloadToString());
        Assert.Equal(qos, message.QualityOfServiceLevel);
        Assert.False(message.Retain);
        Assert.Equal("application/json", message.ContentType);
        Assert.Equal("answers/here", message.ResponseTopic);
        Assert.Equal([0, 1, 255], message.CorrelationData);
        Assert.InRange(message.MessageExpiryInterval, 1u, 600u);
        Assert.Equal(
            [("id", "a/b/c/1"), ("이름", "값"), ("id", "twice")],
            message.UserProperties!.Select(property => (property.Name, property.ReadValueAsString()))); // sent with three
    }

    [Fact]
    public async Task A_message_without_payload_or_properties_arrives_as_such()
    {
        using var client = await TestClient.ConnectAsync(broker);
        await client.SubscribeAsync("empty");

        await client.Mqtt.PublishAsync(new MqttApplicationMessageBuilder().WithTopic("empty").Build());
        var message = await client.NextAsync();

        Assert.True(message.Payload.IsEmpty);
        Assert.Null(message.ConvertPayloadToString());
        Assert.Null(message.ContentType);
        Assert.Null(message.ResponseTopic);
        Assert.Null(message.CorrelationData);
        Assert.Null(message.UserProperties);
        Assert.Equal(0u, message.MessageExpiryInterval);
    }

    [Fact]
    public async Task Retained_messages_come_with_the_subscription_and_are_marked()
    {
        using var sender = await TestClient.ConnectAsync(broker);
        using var receiver = await TestClient.ConnectAsync(broker);
        await sender.Mqtt.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic("retained").WithPayload("kept").WithRetainFlag()
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build());

        await receiver.SubscribeAsync("retained");
        var message = await receiver.NextAsync();

        Assert.Equal("kept", message.ConvertPayloadToString());
        Assert.True(message.Retain);
    }

    [Fact]
    public async Task A_payload_of_64_KiB_arrives_whole()
    {
        var payload = new byte[65536];
        new Random(1).NextBytes(payload);
        using var client = await TestClient.ConnectAsync(broker);
        await client.SubscribeAsync("large");

        await client.Mqtt.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic("large").WithPayload(payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build());
        var message = await client.NextAsync();

        Assert.Equal(payload, message.Payload.ToArray());
    }

    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce, 500)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce, 20)] // mosquitto holds no more of them for one client at once
    public async Task Concurrent_publishes_each_get_their_own_answer_and_arrive_once(
        MqttQualityOfServiceLevel qos, int count)
    {
        using var sender = await TestClient.ConnectAsync(broker);
        using var receiver = await TestClient.ConnectAsync(broker);
        await receiver.SubscribeAsync($"crowd/{qos}/#");

        var results = await Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() =>
            sender.Mqtt.PublishAsync(TestClient.Message($"crowd/{qos}/{i % 7}", $"{i}", qos)))));
        var received = new List<int>();
        for (var i = 0; i < count; i++)
        {
            received.Add(int.Parse(await receiver.NextTextAsync()));
        }

        Assert.All(results, result => Assert.Equal(MqttClientPublishReasonCode.Success, result.ReasonCode));
        Assert.Equal(Enumerable.Range(0, count), received.Order());
    }

    [Fact]
    public async Task A_publish_nobody_receives_says_so()
    {
        using var client = await TestClient.ConnectAsync(broker);

        var result = await client.Mqtt.PublishAsync(TestClient.Message("nobody/listens", "hello"));

        Assert.True(result.IsSuccess);
        Assert.Equal(MqttClientPublishReasonCode.NoMatchingSubscribers, result.ReasonCode);
    }

    [Fact]
    public async Task Publishing_while_disconnected_throws()
    {
        using var client = new TestClient();

        await Assert.ThrowsAsync<MqttClientNotConnectedException>(
            () => client.Mqtt.PublishAsync(TestClient.Message("any", "thing")));
    }

    [Fact]
    public async Task A_shared_subscription_gives_each_message_to_one_member()
    {
        const int Count = 40;
        using var sender = await TestClient.ConnectAsync(broker);
        using var first = await TestClient.ConnectAsync(broker);
        using var second = await TestClient.ConnectAsync(broker);
        using var outsider = await TestClient.ConnectAsync(broker);
        await first.SubscribeAsync("$share/group/shared");
        await second.SubscribeAsync("$share/group/shared");
        await outsider.SubscribeAsync("shared");
        var seen = new HashSet<string>();
        var counts = new int[2];
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task Take(int member, MqttApplicationMessage message)
        {
            lock (seen)
            {
                Assert.True(seen.Add(message.ConvertPayloadToString() ?? ""));
                counts[member]++;
                if (seen.Count == Count)
                {
                    complete.TrySetResult();
                }
            }

            return Task.CompletedTask;
        }

        first.Handle = received => Take(0, received.ApplicationMessage);
        second.Handle = received => Take(1, received.ApplicationMessage);
        for (var i = 0; i < Count; i++)
        {
            await sender.Mqtt.PublishAsync(TestClient.Message("shared", $"{i}"));
        }

        await complete.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.All(counts, count => Assert.InRange(count, 1, Count - 1));
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal($"{i}", await outsider.NextTextAsync());
        }
    }

    [Fact]
    public async Task A_subscription_answers_with_what_was_granted()
    {
        using var client = await TestClient.ConnectAsync(broker);

        var result = await client.Mqtt.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter("granted/0")
            .WithTopicFilter("granted/1", MqttQualityOfServiceLevel.AtLeastOnce)
            .WithTopicFilter("granted/2", MqttQualityOfServiceLevel.ExactlyOnce)
            .Build());

        Assert.Equal(
            [
                ("granted/0", MqttClientSubscribeResultCode.GrantedQoS0),
                ("granted/1", MqttClientSubscribeResultCode.GrantedQoS1),
                ("granted/2", MqttClientSubscribeResultCode.GrantedQoS2),
            ],
            result.Items.Select(item => (item.TopicFilter.Topic, item.ResultCode)));
    }
}
