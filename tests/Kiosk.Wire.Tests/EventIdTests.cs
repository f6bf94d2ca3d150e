namespace Kiosk.Wire.Tests;

public sealed class EventIdTests
{
    [Fact]
    public void An_id_is_written_and_read_again()
    {
        var id = new EventId(new KioskAddress("a", "b", "c"), "boot-1", 7);

        Assert.True(EventId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.Equal("a/b/c/boot-1/7", id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a/b/c/boot")]
    [InlineData("a/b/c/boot/0")]
    [InlineData("a/b/c/boot/-1")]
    [InlineData("a/b/c/boot/1/2")]
    [InlineData("a/b/c/Boot/1")]
    [InlineData("a/b/c/boot/99999999999999999999")]
    public void Anything_else_is_not_an_id(string? text)
    {
        Assert.False(EventId.TryParse(text, out var id));
        Assert.Null(id);
    }
}
