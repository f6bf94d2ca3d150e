using Kiosk.Edge.Connection;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Reporting;

/// <summary>Makers of what these tests are about.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static ReportingOptions Options(
        string databasePath = "unused.db", int port = 1883, double windowMinutes = 0, int fewestVisits = 5) => new()
        {
            Chain = "chain",
            Store = "store",
            Kiosk = "kiosk",
            BrokerPort = port,
            DatabasePath = databasePath,
            FewestVisits = fewestVisits,
            WindowLength = TimeSpan.FromMinutes(windowMinutes),
            ResendInterval = TimeSpan.FromMinutes(1),
            HealthInterval = TimeSpan.FromMinutes(5),
        };

    public static VisitTally Tally(
        DateTimeOffset? started = null,
        VisitOutcome outcome = VisitOutcome.Completed,
        EvidenceTier tier = EvidenceTier.Screen,
        Cause? cause = null,
        bool calmed = false,
        int? feedback = null,
        Trial? trial = null,
        int staffCalls = 1,
        VisitSteps? steps = null) => new(
            started ?? Noon,
            (started ?? Noon) + TimeSpan.FromSeconds(70),
            outcome,
            tier,
            cause,
            calmed,
            cause is null ? [] : new Dictionary<Strategy, int> { [Strategy.Guide] = 2, [Strategy.Thank] = 0 },
            cause is null ? 0 : staffCalls,
            feedback,
            FeedbackAfterTrouble: cause is not null,
            Well: 1,
            trial,
            steps ?? new VisitSteps());

    /// <summary>A visit's steps; at the last one frustration began, if it did.</summary>
    public static VisitSteps Steps(string? version, bool frustrated, params string[] names)
    {
        var steps = new VisitSteps();
        steps.Begin(version);
        foreach (var name in names)
        {
            steps.Enter(name);
        }

        if (frustrated)
        {
            steps.Frustrate();
        }

        return steps;
    }
}
