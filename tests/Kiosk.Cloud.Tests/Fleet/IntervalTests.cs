using Kiosk.Cloud.Fleet;

namespace Kiosk.Cloud.Tests.Fleet;

public class IntervalTests
{
    // The example of Newcombe 1998, table II (a): 56/70 - 48/80, method 10.
    [Fact]
    public void A_difference_is_as_in_newcombes_example()
    {
        var difference = Interval.OfDifference(Interval.OfShare(56, 70), Interval.OfShare(48, 80));

        Assert.Equal(0.2, difference.Estimate, 4);
        Assert.Equal(0.0524, difference.Low, 4);
        Assert.Equal(0.3339, difference.High, 4);
    }

    [Fact]
    public void A_share_of_none_is_not_certainly_none() => Assert.True(Interval.OfShare(0, 20).High > 0.1);
}
