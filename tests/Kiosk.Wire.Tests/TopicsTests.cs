namespace Kiosk.Wire.Tests;

public sealed class TopicsTests
{
    private static readonly KioskAddress Address = new("freshmart", "seoul-mapo", "kiosk-03");

    [Fact]
    public void A_topic_names_the_kiosk_and_the_channel()
    {
        Assert.Equal("carekiosk/v1/freshmart/seoul-mapo/kiosk-03/window", Topics.For(Address, Channels.Window));
    }

    [Fact]
    public void A_topic_is_taken_apart_again()
    {
        Assert.True(Topics.TryParse(Topics.For(Address, Channels.Health), out var address, out var channel));
        Assert.Equal(Address, address);
        Assert.Equal(Channels.Health, channel);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("carekiosk/v1/a/b/window")]
    [InlineData("carekiosk/v1/a/b/c/d/window")]
    [InlineData("carekiosk/v2/a/b/c/window")]
    [InlineData("other/v1/a/b/c/window")]
    [InlineData("carekiosk/v1/a//c/window")]
    [InlineData("carekiosk/v1/A/b/c/window")]
    public void Another_topic_is_none_of_ours(string? topic)
    {
        Assert.False(Topics.TryParse(topic, out _, out _));
    }

    [Fact]
    public void A_filter_matches_a_channel_of_every_kiosk_alone_or_shared()
    {
        Assert.Equal("carekiosk/v1/+/+/+/state", Topics.Every(Channels.State));
        Assert.Equal("$share/cloud/carekiosk/v1/+/+/+/window", Topics.Shared("cloud", Channels.Window));
    }
}
