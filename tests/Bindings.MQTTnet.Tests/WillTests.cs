using System.Diagnostics;
using Bindings.Shared;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Bindings.MQTTnet.Tests;

public sealed class WillTests(MosquittoBroker broker) : IClassFixture<MosquittoBroker>
{
    [Fact]
    public async Task The_will_is_published_with_its_properties_when_the_client_is_lost()
    {
        using var witness = await TestClient.ConnectAsync(broker);
        await witness.SubscribeAsync("will/lost");
        var client = new TestClient();
        await client.Mqtt.ConnectAsync(Will("will/lost", 0)
            .WithWillContentType("application/json")
            .WithWillUserProperty("id", TestClient.Utf8("a/b/c"))
            .WithWillRetain()
            .Build());

        client.Dispose();
        var will = await witness.NextAsync();
        using var late = await TestClient.ConnectAsync(broker);
        await late.SubscribeAsync("will/lost");
        var retained = await late.NextAsync();

        Assert.Equal("lost", will.ConvertPayloadToString());
        Assert.Equal("application/json", will.ContentType);
        Assert.Equal("a/b/c", Assert.Single(will.UserProperties!).ReadValueAsString()); // sent with one
        Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, will.QualityOfServiceLevel);
        Assert.True(retained.Retain);
    }

    [Fact]
    public async Task The_will_is_not_published_after_a_goodbye()
    {
        using var witness = await TestClient.ConnectAsync(broker);
        await witness.SubscribeAsync("will/goodbye");
        using var client = new TestClient();
        await client.Mqtt.ConnectAsync(Will("will/goodbye", 0).Build());

        await client.DisconnectAsync();
        await witness.Mqtt.PublishAsync(TestClient.Message("will/goodbye", "marker"));

        Assert.Equal("marker", await witness.NextTextAsync());
    }

    [Fact]
    public async Task A_goodbye_with_the_will_publishes_it()
    {
        using var witness = await TestClient.ConnectAsync(broker);
        await witness.SubscribeAsync("will/wanted");
        using var client = new TestClient();
        await client.Mqtt.ConnectAsync(Will("will/wanted", 0).Build());

        await client.Mqtt.DisconnectAsync(new MqttClientDisconnectOptionsBuilder()
            .WithReason(MqttClientDisconnectOptionsReason.DisconnectWithWillMessage).Build());

        Assert.Equal("lost", await witness.NextTextAsync());
    }

    [Fact]
    public async Task The_will_waits_for_its_delay_and_is_dropped_when_the_client_is_back_before()
    {
        using var witness = await TestClient.ConnectAsync(broker);
        await witness.SubscribeAsync("will/delayed/+");
        var back = new TestClient();
        await back.Mqtt.ConnectAsync(Will("will/delayed/back", 2).WithClientId("back").Build());
        var gone = new TestClient();
        await gone.Mqtt.ConnectAsync(Will("will/delayed/gone", 2).WithClientId("gone").Build());
        var clock = Stopwatch.StartNew();

        back.Dispose();
        using var backAgain = new TestClient();
        await backAgain.Mqtt.ConnectAsync(Will("will/delayed/back", 2).WithClientId("back").Build());
        gone.Dispose();
        var first = await witness.NextAsync();

        // The broker counts in whole seconds, so a delay of two lasts more than one.
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        Assert.Equal("will/delayed/gone", first.Topic);
    }

    private MqttClientOptionsBuilder Will(string topic, uint delaySeconds) => TestClient.Options(broker)
        .WithCleanStart(false)
        .WithSessionExpiryInterval(60)
        .WithWillTopic(topic)
        .WithWillPayload("lost"u8.ToArray())
        .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
        .WithWillDelayInterval(delaySeconds);
}
