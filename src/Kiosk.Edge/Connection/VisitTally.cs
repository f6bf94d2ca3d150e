using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Connection;

/// <summary>What is left of a visit when it has ended: what it adds to a window's counts, and nothing of the
/// customer.</summary>
/// <param name="Started">When the visit began, UTC.</param>
/// <param name="Ended">When it ended, UTC.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Tier">The most that was allowed during the visit.</param>
/// <param name="Cause">The main cause when the customer was frustrated at some time; else null.</param>
/// <param name="Calmed">The frustration had subsided before the end; of a visit that was left, by the last touch.</param>
/// <param name="Prompts">Prompts shown, by strategy.</param>
/// <param name="StaffCalls">Times a person was called.</param>
/// <param name="Feedback">1..5, or null when the customer did not answer.</param>
/// <param name="FeedbackAfterTrouble">The customer had counted as frustrated before they answered.</param>
/// <param name="Well">How well it went, 0..1: <see cref="VisitReward"/>.</param>
/// <param name="Trial">What it tells of the effect of prompts; null when it was calm or in high distress at once.</param>
/// <param name="Steps">The steps of the kiosk app that the visit touched, and whether frustration began there.</param>
public sealed record VisitTally(
    DateTimeOffset Started,
    DateTimeOffset Ended,
    VisitOutcome Outcome,
    EvidenceTier Tier,
    Cause? Cause,
    bool Calmed,
    IReadOnlyDictionary<Strategy, int> Prompts,
    int StaffCalls,
    int? Feedback,
    bool FeedbackAfterTrouble,
    double Well,
    Trial? Trial,
    VisitSteps Steps);
