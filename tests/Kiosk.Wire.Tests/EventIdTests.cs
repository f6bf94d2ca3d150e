namespace Kiosk.Wire.Tests;

public sealed class EventIdTests
{
    [Fact]
    public void An_id_is_written_as_its_five_levels() =>
        Assert.Equal("a/b/c/boot-1/7", new EventId(new KioskAddress("a", "b", "c"), "boot-1", 7).ToString());
}
