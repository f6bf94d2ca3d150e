using Kiosk.Wire;

namespace Kiosk.Cloud.Tests.Fakes;

/// <summary>Makers of things that are valid, for tests to spoil.</summary>
internal static class Some
{
    public static readonly KioskAddress Address = new("freshmart", "seoul-mapo", "kiosk-03");

    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Six visits, two of them frustrated, one of these calmed.</summary>
    public static VisitWindow Window(long sequence = 1, string boot = "boot-1", DateTimeOffset? closed = null) => new()
    {
        Boot = boot,
        Sequence = sequence,
        Opened = (closed ?? Noon).AddMinutes(-30),
        Closed = closed ?? Noon,
        K = 5,
        Visits = 6,
        Outcomes = new Dictionary<string, int> { ["completed"] = 4, ["abandoned"] = 1, ["staff"] = 1 },
        Tiers = new Dictionary<string, int> { ["screen"] = 4, ["screen_face_voice"] = 2 },
        Frustrated = 2,
        Calmed = 1,
        Causes = new Dictionary<string, int> { ["payment"] = 1, ["wait"] = 1 },
        Prompts = new Dictionary<string, int> { ["guide"] = 2, ["thank"] = 1 },
        StaffCalls = 1,
        Feedback = new Dictionary<string, int> { ["5"] = 2 },
    };

    /// <summary>The same with something tried and a step told.</summary>
    public static VisitWindow TriedWindow(long sequence = 1, DateTimeOffset? closed = null) => Window(sequence, closed: closed) with
    {
        Trials = new Dictionary<string, IReadOnlyDictionary<string, TrialCount>>
        {
            ["payment"] = new Dictionary<string, TrialCount> { ["guide"] = new(1, 1, 1, 1) },
        },
        Steps = new Dictionary<string, IReadOnlyDictionary<string, StepCount>>
        {
            ["3.2"] = new Dictionary<string, StepCount> { ["scan"] = new(5, 0) },
        },
    };

    /// <summary>As many visits as asked for, so many of them frustrated by a payment.</summary>
    public static VisitWindow WindowOf(int visits, int frustrated, long sequence, DateTimeOffset closed) =>
        Window(sequence, closed: closed) with
        {
            Visits = visits,
            Outcomes = new Dictionary<string, int> { ["completed"] = visits },
            Tiers = new Dictionary<string, int> { ["screen"] = visits },
            Frustrated = frustrated,
            Calmed = 0,
            Causes = new Dictionary<string, int> { ["payment"] = frustrated },
        };

    public static KioskState State(string status, DateTimeOffset at) => new(1, status, "boot-1", "0.1.0", at);

    public static KioskHealth Health(DateTimeOffset at, params string[] faults) =>
        new(1, at, 3600, 143, 51.5, 0, new Dictionary<string, string> { ["face_detector"] = "1.0.0" }, faults);

    public static string IdOf(VisitWindow window) => new EventId(Address, window.Boot, window.Sequence).ToString();
}
