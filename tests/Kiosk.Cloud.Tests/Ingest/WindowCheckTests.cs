using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Tests.Fakes;
using Kiosk.Wire;

namespace Kiosk.Cloud.Tests.Ingest;

public sealed class WindowCheckTests
{
    [Fact]
    public void A_window_as_the_wire_describes_it_may_be_stored()
    {
        Assert.Null(Refusal(Some.Window()));
    }

    [Fact]
    public void A_name_of_a_newer_kiosk_is_no_reason_to_refuse()
    {
        Assert.Null(Refusal(Some.Window() with { Causes = Counts(("payment", 1), ("weather", 1)) }));
    }

    [Theory]
    [InlineData("payment", "guide", 2, 1, 3.5, 1.5, true)]
    [InlineData("payment", "control", 1, 0, 0, 0, true)]
    [InlineData("payment", "guide", 3, 1, 3.5, 1.5, false)]
    [InlineData("payment", "guide", 0, 0, 0, 0, false)]
    [InlineData("payment", "guide", 1, 2, 2, 1, false)]
    [InlineData("payment", "guide", 1, 1, 2, 3, false)]
    [InlineData("Payment!", "guide", 1, 1, 2, 2, false)]
    [InlineData("payment", "", 1, 1, 2, 2, false)]
    public void Trials_that_contradict_themselves_or_the_window_are_refused(
        string cause, string strategy, int visits, int well, double weight, double wellWeight, bool taken)
    {
        var window = Some.Window() with
        {
            Trials = new Dictionary<string, IReadOnlyDictionary<string, TrialCount>>
            {
                [cause] = new Dictionary<string, TrialCount> { [strategy] = new(visits, well, weight, wellWeight) },
            },
        };

        Assert.Equal(taken, Refusal(window) is null);
    }

    [Fact]
    public void A_window_of_an_unknown_version_is_refused()
    {
        Assert.Contains("version is 2", Refusal(Some.Window() with { Version = 2 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Boot 1")]
    public void A_boot_that_is_no_level_is_refused(string boot)
    {
        Assert.NotNull(Refusal(Some.Window() with { Boot = boot }));
    }

    [Fact]
    public void A_sequence_below_1_is_refused()
    {
        Assert.NotNull(Refusal(Some.Window() with { Sequence = 0 }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("freshmart/seoul-mapo/kiosk-03/boot-1/2")]
    [InlineData("freshmart/seoul-mapo/kiosk-04/boot-1/1")]
    public void An_id_that_is_not_that_of_topic_and_content_is_refused(string? id)
    {
        Assert.Contains(
            "'freshmart/seoul-mapo/kiosk-03/boot-1/1'",
            WindowCheck.Refusal(Some.Window(), Some.Address, id, fewestVisits: 5),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_that_closed_before_it_opened_is_refused()
    {
        Assert.NotNull(Refusal(Some.Window() with { Opened = Some.Noon.AddMinutes(1) }));
    }

    [Theory]
    [InlineData(5, 6, true)]
    [InlineData(6, 6, true)]
    [InlineData(7, 6, false)]
    [InlineData(4, 6, false)]
    public void A_window_over_too_few_visits_is_refused(int k, int visits, bool isTaken)
    {
        Assert.Equal(isTaken, Refusal(Some.Window() with { K = k, Visits = visits }) is null);
    }

    public static TheoryData<string, Func<VisitWindow, VisitWindow>> Contradictions => new()
    {
        { "outcomes", window => window with { Outcomes = Counts(("completed", 5)) } },
        { "tiers", window => window with { Tiers = Counts(("screen", 7)) } },
        { "causes", window => window with { Causes = Counts(("payment", 1)) } },
        { "frustrated", window => window with { Frustrated = 7, Causes = Counts(("payment", 7)) } },
        { "calmed", window => window with { Calmed = 3 } },
        { "calmed negative", window => window with { Calmed = -1 } },
        { "a negative prompt", window => window with { Prompts = Counts(("guide", -1)) } },
        { "prompts beyond 32 bits", window => window with { Prompts = Counts(("x", int.MaxValue), ("y", 1)) } },
        { "a negative that is made up for", window => window with { Outcomes = Counts(("completed", 7), ("staff", -1)) } },
        { "staff calls", window => window with { StaffCalls = -1 } },
        { "a score", window => window with { Feedback = Counts(("6", 1)) } },
        { "more answers than visits", window => window with { Feedback = Counts(("5", 7)) } },
        { "more answers of the frustrated than of all", window => window with { FeedbackFrustrated = Counts(("5", 3)) } },
        { "a sum beyond 32 bits", window => window with { Outcomes = Counts(("a", int.MaxValue), ("b", int.MaxValue), ("c", 8)) } },
        { "a step that too few visits touched", window => window with { Steps = Steps(("3.2", "scan", 4, 0)) } },
        { "a step that more than all touched", window => window with { Steps = Steps(("3.2", "scan", 7, 0)) } },
        { "a step frustrated more often than touched", window => window with { Steps = Steps(("3.2", "scan", 5, 6)) } },
        { "a step that is a sentence", window => window with { Steps = Steps(("3.2", "where is the milk", 5, 0)) } },
        { "a version that is a number of a card", window => window with { Steps = Steps(("4111111111111111", "scan", 5, 0)) } },
        { "steps without end", window => window with { Steps = Steps([.. Enumerable.Range(0, 25).Select(n => ("1", $"s{n}", 5, 0))]) } },
        { "a hole in the steps", window => window with { Steps = new Dictionary<string, IReadOnlyDictionary<string, StepCount>> { ["1"] = null! } } }, // as JSON may hold it
        { "a hole in the trials", window => window with { Trials = new Dictionary<string, IReadOnlyDictionary<string, TrialCount>> { ["wait"] = new Dictionary<string, TrialCount> { ["guide"] = null! } } } },
        { "an edition that is none", window => window with { Edition = "A b" } },
        { "names without end", window => window with { Prompts = Counts([.. Enumerable.Range(0, 33).Select(n => ($"p{n}", 1))]) } },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_window_that_contradicts_itself_is_refused(string what, Func<VisitWindow, VisitWindow> spoil)
    {
        Assert.True(Refusal(spoil(Some.Window())) is not null, what);
    }

    private static string? Refusal(VisitWindow window) =>
        WindowCheck.Refusal(window, Some.Address, Some.IdOf(window), fewestVisits: 5);

    private static Dictionary<string, IReadOnlyDictionary<string, StepCount>> Steps(
        params (string Version, string Step, int Visits, int Frustrated)[] steps) =>
        steps.GroupBy(step => step.Version).ToDictionary(
            version => version.Key,
            IReadOnlyDictionary<string, StepCount> (version) => version.ToDictionary(
                step => step.Step, step => new StepCount(step.Visits, step.Frustrated)));

    private static Dictionary<string, int> Counts(params (string Name, int Count)[] counts) =>
        counts.ToDictionary(count => count.Name, count => count.Count);
}
