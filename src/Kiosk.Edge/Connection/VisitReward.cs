using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Connection;

/// <summary>How well a visit went, for what is learned from it.</summary>
/// <remarks>Never the kiosk's own estimate, which would reward looking away: whether the customer got done without a
/// person, known of every visit, and what the customer said, where they said it.</remarks>
internal static class VisitReward
{
    /// <summary>The part that a self-report decides; unverified.</summary>
    private const double FeedbackPart = 0.25;

    /// <summary>Whether the customer got done without a person.</summary>
    public static bool IsDone(VisitOutcome outcome, int staffCalls) =>
        outcome == VisitOutcome.Completed && staffCalls == 0;

    /// <summary>0 (left, or a person had to help) to 1 (done, and looked after).</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="staffCalls">Times a person was called.</param>
    /// <param name="feedback">1..5, or null.</param>
    public static double Of(VisitOutcome outcome, int staffCalls, int? feedback)
    {
        var done = IsDone(outcome, staffCalls) ? 1.0 : 0.0;
        return feedback is { } score ? ((1 - FeedbackPart) * done) + (FeedbackPart * (score - 1) / 4) : done;
    }
}
