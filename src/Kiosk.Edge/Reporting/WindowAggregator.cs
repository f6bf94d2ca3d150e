using System.Globalization;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Recognition;
using Kiosk.Wire;

namespace Kiosk.Edge.Reporting;

/// <summary>Adds visits up to windows. It holds nothing: an open window is a <see cref="VisitWindow"/> without a boot and
/// a number, whose closing time is that of its latest visit.</summary>
internal sealed class WindowAggregator(ReportingOptions options)
{
    /// <summary>The most pairs of version and step while a window is open: an app that invents names fills no disk.</summary>
    private const int MostOpenPairs = 100;

    /// <summary>The open window with one more visit in it.</summary>
    /// <param name="open">The open window; null when there is none yet.</param>
    /// <param name="tally">The visit.</param>
    public VisitWindow Add(VisitWindow? open, VisitTally tally)
    {
        var one = new VisitWindow
        {
            Boot = "",
            Sequence = 0,
            Opened = Minute(tally.Started),
            Closed = Minute(tally.Ended),
            K = options.FewestVisits,
            Visits = 1,
            Outcomes = One(WireName.Of(tally.Outcome)),
            Tiers = One(WireName.Of(tally.Tier)),
            Frustrated = tally.Cause is null ? 0 : 1,
            Calmed = tally is { Cause: not null, Calmed: true } ? 1 : 0,
            Causes = tally.Cause is { } cause ? One(WireName.Of(cause)) : None,
            Prompts = tally.Prompts
                .Where(prompt => prompt.Value > 0)
                .ToDictionary(prompt => WireName.Of(prompt.Key), prompt => prompt.Value),
            StaffCalls = tally.StaffCalls,
            Feedback = tally.Feedback is { } score ? One(score.ToString(CultureInfo.InvariantCulture)) : None,
            FeedbackFrustrated = tally is { Feedback: { } troubled, FeedbackAfterTrouble: true }
                ? One(troubled.ToString(CultureInfo.InvariantCulture))
                : None,
            Trials = TrialOf(tally),
            Edition = tally.Trial?.Edition,
            Steps = StepsOf(tally.Steps),
        };
        return open is null ? one : Sum(open, one);
    }

    /// <summary>The open window with what a customer said just after one of its visits.</summary>
    /// <param name="open">The open window.</param>
    /// <param name="score">1..5.</param>
    /// <param name="afterTrouble">The customer had counted as frustrated.</param>
    public static VisitWindow AddFeedback(VisitWindow open, int score, bool afterTrouble)
    {
        var one = One(score.ToString(CultureInfo.InvariantCulture));
        return open with
        {
            Feedback = Sum(open.Feedback, one),
            FeedbackFrustrated = afterTrouble ? Sum(open.FeedbackFrustrated, one) : open.FeedbackFrustrated,
        };
    }

    /// <summary>Whether the window may close: it holds k visits, by today's setting and its own, and has been open long
    /// enough.</summary>
    public bool IsDue(VisitWindow open, DateTimeOffset now) =>
        open.Visits >= Math.Max(open.K, options.FewestVisits) && now - open.Opened >= options.WindowLength;

    /// <summary>The window as it is reported, but for its boot and number.</summary>
    public VisitWindow Close(VisitWindow open, DateTimeOffset now) => open with
    {
        K = Math.Max(open.K, options.FewestVisits),
        Closed = Later(open.Closed, Minute(now)),
        Steps = Told(open, Math.Max(open.K, options.FewestVisits)),
    };

    /// <summary>The window by a clock that was set by so much since.</summary>
    public static VisitWindow Shift(VisitWindow window, TimeSpan by) => window with
    {
        Opened = Minute(window.Opened + by),
        Closed = Minute(window.Closed + by),
    };

    /// <summary>Two open windows as one.</summary>
    public static VisitWindow Sum(VisitWindow first, VisitWindow second) => first with
    {
        Opened = first.Opened < second.Opened ? first.Opened : second.Opened,
        Closed = Later(first.Closed, second.Closed),
        K = Math.Max(first.K, second.K),
        Visits = first.Visits + second.Visits,
        Outcomes = Sum(first.Outcomes, second.Outcomes),
        Tiers = Sum(first.Tiers, second.Tiers),
        Frustrated = first.Frustrated + second.Frustrated,
        Calmed = first.Calmed + second.Calmed,
        Causes = Sum(first.Causes, second.Causes),
        Prompts = Sum(first.Prompts, second.Prompts),
        StaffCalls = first.StaffCalls + second.StaffCalls,
        Clock = first.Clock ?? second.Clock,
        Feedback = Sum(first.Feedback, second.Feedback),
        FeedbackFrustrated = Sum(first.FeedbackFrustrated, second.FeedbackFrustrated),
        Trials = first.Trials.Concat(second.Trials)
            .GroupBy(trials => trials.Key, trials => trials.Value)
            .ToDictionary(same => same.Key, same => same.Aggregate(Sum)),
        Edition = first.Trials.Count == 0 ? second.Edition
            : second.Trials.Count == 0 || first.Edition == second.Edition ? first.Edition
            : null,
        Steps = Grouped(Pairs(first).Concat(Pairs(second)), first.Visits + second.Visits),
    };

    private static Dictionary<string, int> None => [];

    private static Dictionary<string, int> One(string name) => new() { [name] = 1 };

    private static Dictionary<string, int> Sum(
        IReadOnlyDictionary<string, int> first, IReadOnlyDictionary<string, int> second) =>
        first.Concat(second)
            .GroupBy(count => count.Key, count => count.Value)
            .ToDictionary(counts => counts.Key, counts => counts.Sum());

    private static Dictionary<string, IReadOnlyDictionary<string, TrialCount>> TrialOf(VisitTally tally)
    {
        if (tally.Trial is not { } trial)
        {
            return [];
        }

        var well = VisitReward.IsDone(tally.Outcome, tally.StaffCalls) ? 1 : 0;
        var weight = trial.Control ? 0 : Math.Round(1 / trial.First.Probability, 3);
        return new()
        {
            [WireName.Of(trial.First.Situation.Cause)] = new Dictionary<string, TrialCount>
            {
                [trial.Control ? TrialCount.Control : WireName.Of(trial.First.Strategy)] = new(1, well, weight, well * weight),
            },
        };
    }

    private static IReadOnlyDictionary<string, TrialCount> Sum(
        IReadOnlyDictionary<string, TrialCount> first, IReadOnlyDictionary<string, TrialCount> second) =>
        first.Concat(second)
            .GroupBy(trial => trial.Key, trial => trial.Value)
            .ToDictionary(same => same.Key, same => same.Aggregate((one, other) => new TrialCount(
                one.Visits + other.Visits,
                one.Well + other.Well,
                Math.Round(one.Weight + other.Weight, 3),
                Math.Round(one.WellWeight + other.WellWeight, 3))));

    private static Dictionary<string, IReadOnlyDictionary<string, StepCount>> StepsOf(VisitSteps steps) =>
        steps.Frustrated.Count == 0 ? [] : new()
        {
            [steps.AppVersion] = steps.Frustrated.ToDictionary(step => step.Key, step => new StepCount(1, step.Value ? 1 : 0)),
        };

    private static IEnumerable<(string Version, string Step, StepCount Count)> Pairs(VisitWindow window) =>
        from version in window.Steps
        from step in version.Value
        select (version.Key, step.Key, step.Value);

    /// <summary>Adds up, and keeps the names in bounds: the rarest beyond are forgotten. Added to others they would no longer
    /// tell how many visits they are.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, StepCount>> Grouped(
        IEnumerable<(string Version, string Step, StepCount Count)> pairs, int visits) =>
        ByVersion(Sums(pairs, visits).OrderByDescending(pair => pair.Count.Visits).Take(MostOpenPairs));

    /// <summary>The steps as they are reported: a pair that fewer than k visits touched is not told by its name. What is left
    /// is told together only when one of its pairs was touched by k visits: the counts of others may all be one visit's.
    /// </summary>
    private static Dictionary<string, IReadOnlyDictionary<string, StepCount>> Told(VisitWindow open, int k)
    {
        var places = Pairs(open)
            .Where(pair => pair.Count.Visits >= k && (pair.Version, pair.Step) != (AppName.Other, AppName.Other))
            .OrderByDescending(pair => pair.Count.Visits)
            .Take(AppName.MostPairs - 1)
            .Select(pair => (pair.Version, pair.Step))
            .ToHashSet();
        var left = Pairs(open).Where(pair => !places.Contains((pair.Version, pair.Step))).ToList();
        var isMany = left.Any(pair => pair.Count.Visits >= k);
        return ByVersion(Sums(
            Pairs(open).Where(pair => places.Contains((pair.Version, pair.Step)))
                .Concat(isMany ? left.Select(pair => (AppName.Other, AppName.Other, pair.Count)) : []),
            open.Visits));
    }

    /// <summary>One of each pair. A visit that touched two steps which become one is counted for both, so no count is let go
    /// beyond all visits.</summary>
    private static List<(string Version, string Step, StepCount Count)> Sums(
        IEnumerable<(string Version, string Step, StepCount Count)> pairs, int visits) =>
    [
        .. pairs.GroupBy(pair => (pair.Version, pair.Step), pair => pair.Count).Select(same => (
            same.Key.Version,
            same.Key.Step,
            new StepCount(
                Math.Min(visits, same.Sum(count => count.Visits)), Math.Min(visits, same.Sum(count => count.Frustrated))))),
    ];

    private static Dictionary<string, IReadOnlyDictionary<string, StepCount>> ByVersion(
        IEnumerable<(string Version, string Step, StepCount Count)> pairs) =>
        pairs.GroupBy(pair => pair.Version).ToDictionary(
            version => version.Key,
            IReadOnlyDictionary<string, StepCount> (version) => version.ToDictionary(pair => pair.Step, pair => pair.Count));

    /// <summary>Floored to the minute, so that a window says nothing finer about a visit.</summary>
    private static DateTimeOffset Minute(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static DateTimeOffset Later(DateTimeOffset first, DateTimeOffset second) => first > second ? first : second;
}
