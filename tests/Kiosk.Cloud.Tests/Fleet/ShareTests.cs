using Kiosk.Cloud.Fleet;

namespace Kiosk.Cloud.Tests.Fleet;

public sealed class ShareTests
{
    [Theory]
    [InlineData(19, 19, false)]
    [InlineData(20, 20, true)]
    public void Fewer_than_20_visits_are_never_clear(int part, int whole, bool expected)
    {
        Assert.Equal(expected, Share.IsClearlyAbove(part, whole, 0.1));
    }

    [Theory]
    [InlineData(30, 100, 0.21, true)] // Wilson's 95 % interval of 30 in 100 is 0.219 to 0.396
    [InlineData(30, 100, 0.22, false)]
    [InlineData(300, 1000, 0.27, true)] // of 300 in 1000 it is 0.272 to 0.329
    [InlineData(300, 1000, 0.28, false)]
    public void A_share_is_clearly_above_what_its_interval_leaves_below(int part, int whole, double level, bool expected)
    {
        Assert.Equal(expected, Share.IsClearlyAbove(part, whole, level));
    }
}
