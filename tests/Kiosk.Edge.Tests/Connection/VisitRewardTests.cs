using Kiosk.Edge.Connection;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Connection;

public class VisitRewardTests
{
    [Theory]
    [InlineData(VisitOutcome.Completed, 0, null, 1)]
    [InlineData(VisitOutcome.Completed, 1, null, 0)]
    [InlineData(VisitOutcome.Abandoned, 0, null, 0)]
    [InlineData(VisitOutcome.Staff, 0, null, 0)]
    [InlineData(VisitOutcome.Completed, 0, 1, 0.75)]
    [InlineData(VisitOutcome.Completed, 0, 5, 1)]
    [InlineData(VisitOutcome.Staff, 1, 5, 0.25)]
    public void Getting_done_alone_counts_first_and_then_what_the_customer_says(
        VisitOutcome outcome, int staffCalls, int? feedback, double reward) =>
        Assert.Equal(reward, VisitReward.Of(outcome, staffCalls, feedback), 10);
}
