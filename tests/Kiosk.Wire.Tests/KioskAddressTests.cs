namespace Kiosk.Wire.Tests;

public sealed class KioskAddressTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("0.a_b-c", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("A", false)]
    [InlineData("a b", false)]
    [InlineData("a+", false)]
    [InlineData("a#", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    public void A_level_is_safe_in_a_topic(string level, bool isOne)
    {
        Assert.Equal(isOne, KioskAddress.IsLevel(level));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_level_has_at_most_64_characters(int length, bool isOne)
    {
        Assert.Equal(isOne, KioskAddress.IsLevel(new string('a', length)));
    }

    [Fact]
    public void A_level_that_is_none_is_refused_by_name()
    {
        var refused = Assert.Throws<ArgumentException>(() => new KioskAddress("chain", "Store 7", "kiosk"));

        Assert.Contains("The store 'Store 7' must be", refused.Message, StringComparison.Ordinal);
    }
}
