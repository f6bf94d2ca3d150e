namespace Kiosk.Wire.Tests;

public sealed class AppNameTests
{
    [Theory]
    [InlineData("payment", "payment")]
    [InlineData("Scan.Item_2-b", "scan.item_2-b")]
    [InlineData("3.2.1", "3.2.1")]
    [InlineData("build-12345", "build-12345")]
    [InlineData("build-123456", "other")]
    [InlineData("where is the milk", "other")]
    [InlineData("우유", "other")]
    [InlineData("", "other")]
    [InlineData(null, "other")]
    [InlineData("_hidden", "other")]
    [InlineData("a123456789b123456789c123456789d1", "other")]
    [InlineData("abcdefghijklmnopqrstuvwxyz.abcde", "abcdefghijklmnopqrstuvwxyz.abcde")]
    [InlineData("abcdefghijklmnopqrstuvwxyz.abcdef", "other")]
    public void What_does_not_look_like_a_name_is_other(string? told, string expected)
    {
        Assert.Equal(expected, AppName.Of(told));
    }
}
