using Kiosk.Edge.Connection;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;
using Kiosk.Wire;

namespace Kiosk.Edge.Tests.Reporting;

public sealed class WindowAggregatorTests
{
    [Fact]
    public void Adds_visits_up_by_their_wire_names()
    {
        var window = Add(
            Some.Options(),
            Some.Tally(feedback: 5),
            Some.Tally(outcome: VisitOutcome.Staff, tier: EvidenceTier.ScreenFaceVoice, cause: Cause.ItemNotFound, feedback: 1),
            Some.Tally(tier: EvidenceTier.ScreenFace, cause: Cause.Payment, calmed: true),
            Some.Tally(outcome: VisitOutcome.Abandoned, cause: Cause.Payment, feedback: 1));

        Assert.Equal(4, window.Visits);
        Assert.Equal(Counts(("completed", 2), ("staff", 1), ("abandoned", 1)), window.Outcomes);
        Assert.Equal(Counts(("screen", 2), ("screen_face_voice", 1), ("screen_face", 1)), window.Tiers);
        Assert.Equal(3, window.Frustrated);
        Assert.Equal(1, window.Calmed);
        Assert.Equal(Counts(("item_not_found", 1), ("payment", 2)), window.Causes);
        Assert.Equal(Counts(("guide", 6)), window.Prompts);
        Assert.Equal(3, window.StaffCalls);
        Assert.Equal(Counts(("5", 1), ("1", 2)), window.Feedback);
        Assert.Equal(Counts(("1", 2)), window.FeedbackFrustrated);
    }

    [Fact]
    public void What_is_said_after_a_visit_counts_among_those_with_trouble_only_when_there_was_some()
    {
        var window = Add(Some.Options(), Some.Tally());

        window = WindowAggregator.AddFeedback(window, 2, afterTrouble: false);
        window = WindowAggregator.AddFeedback(window, 4, afterTrouble: true);

        Assert.Equal(Counts(("2", 1), ("4", 1)), window.Feedback);
        Assert.Equal(Counts(("4", 1)), window.FeedbackFrustrated);
    }

    [Fact]
    public void A_calm_visit_does_not_count_as_calmed()
    {
        var window = Add(Some.Options(), Some.Tally(calmed: true));

        Assert.Equal(0, window.Calmed);
    }

    [Fact]
    public void Tells_no_time_finer_than_a_minute()
    {
        var options = Some.Options();
        var start = Some.Noon + TimeSpan.FromSeconds(59.9);

        var window = new WindowAggregator(options).Close(
            Add(options, Some.Tally(start)), Some.Noon + TimeSpan.FromMinutes(7.99));

        Assert.Equal(Some.Noon, window.Opened);
        Assert.Equal(Some.Noon + TimeSpan.FromMinutes(7), window.Closed);
    }

    [Theory]
    [InlineData(4, 15, false)]
    [InlineData(5, 14.9, false)]
    [InlineData(5, 15, true)]
    [InlineData(6, 600, true)]
    [InlineData(1, 600, false)]
    public void Closes_only_with_k_visits_and_after_its_time(int visits, double minutes, bool due)
    {
        var options = Some.Options(windowMinutes: 15);
        var window = Add(options, [.. Enumerable.Repeat(Some.Tally(), visits)]);

        Assert.Equal(due, new WindowAggregator(options).IsDue(window, Some.Noon + TimeSpan.FromMinutes(minutes)));
    }

    [Theory]
    [InlineData(5, 8)]
    [InlineData(8, 5)]
    public void A_window_opened_under_another_k_keeps_the_stricter_one(int before, int after)
    {
        var window = Add(Some.Options(fewestVisits: before), [.. Enumerable.Repeat(Some.Tally(), 7)]);
        var aggregator = new WindowAggregator(Some.Options(fewestVisits: after));

        Assert.False(aggregator.IsDue(window, Some.Noon));
        Assert.Equal(8, aggregator.Close(aggregator.Add(window, Some.Tally()), Some.Noon).K);
    }

    [Fact]
    public void A_clock_set_back_does_not_close_a_window_before_it_opened()
    {
        var options = Some.Options();

        var window = new WindowAggregator(options).Close(Add(options, Some.Tally()), Some.Noon - TimeSpan.FromHours(1));

        Assert.True(window.Closed >= window.Opened);
    }

    [Fact]
    public void Counts_what_was_tried_by_cause_and_first_answer()
    {
        var window = Add(
            Some.Options(),
            Some.Tally(cause: Cause.Payment, trial: Trial(Strategy.Guide, 0.5), staffCalls: 0),
            Some.Tally(cause: Cause.Payment, trial: Trial(Strategy.Guide, 0.25), staffCalls: 1),
            Some.Tally(
                cause: Cause.Wait, trial: Trial(Strategy.SayNothing, 1) with { Control = true }, staffCalls: 0), // at first a payment
            Some.Tally());

        Assert.Equal(new TrialCount(2, 1, 6, 2), window.Trials["payment"]["guide"]);
        Assert.Equal(new TrialCount(1, 1, 0, 0), window.Trials["payment"][TrialCount.Control]);
        Assert.Equal(["payment"], window.Trials.Keys);
    }

    [Fact]
    public void Trials_of_several_editions_belong_to_none()
    {
        var options = Some.Options();
        VisitTally Of(string edition) => Some.Tally(cause: Cause.Payment, trial: Trial(Strategy.Guide, 0.5, edition));

        Assert.Equal("e1", Add(options, Some.Tally(), Of("e1"), Some.Tally(), Of("e1")).Edition);
        Assert.Null(Add(options, Of("e1"), Of("e2"), Of("e2")).Edition);
    }

    [Fact]
    public void Tells_at_which_step_of_which_version_frustration_began()
    {
        var window = Closed(
        [
            .. Enumerable.Repeat(Some.Tally(steps: Some.Steps("3.2", frustrated: false, "scan", "payment")), 4),
            Some.Tally(cause: Cause.Payment, steps: Some.Steps("3.2", frustrated: true, "scan", "payment")),
        ]);

        Assert.Equal(["3.2"], window.Steps.Keys);
        Assert.Equal(new StepCount(5, 0), window.Steps["3.2"]["scan"]);
        Assert.Equal(new StepCount(5, 1), window.Steps["3.2"]["payment"]);
    }

    [Fact]
    public void A_step_that_fewer_than_k_visits_touched_is_not_told_however_many_such_steps_there_are()
    {
        var window = Closed(
        [
            .. Enumerable.Repeat(Some.Tally(steps: Some.Steps("3.2", frustrated: false, "scan")), 5),
            Some.Tally(
                cause: Cause.Payment,
                steps: Some.Steps("3.2", frustrated: true, "search-1", "search-2", "search-3", "search-4", "search-5")),
        ]);

        Assert.Equal(["scan"], Assert.Single(window.Steps).Value.Keys);
    }

    [Fact]
    public void Steps_beyond_the_most_are_told_together_when_k_visits_touched_one_of_them()
    {
        var names = Enumerable.Range(0, AppName.MostPairs + 1).Select(i => $"step-{i}").ToArray();

        var window = Closed([.. Enumerable.Repeat(Some.Tally(steps: Some.Steps("3.2", frustrated: false, names)), 5)]);

        Assert.Equal(AppName.MostPairs - 1, window.Steps["3.2"].Count);
        Assert.Equal(new StepCount(5, 0), window.Steps[AppName.Other][AppName.Other]);
    }

    [Fact]
    public void What_fewer_than_k_visits_touched_altogether_is_not_told()
    {
        var window = Closed(
        [
            .. Enumerable.Repeat(Some.Tally(steps: Some.Steps("3.2", frustrated: false, "scan")), 5),
            Some.Tally(cause: Cause.Payment, steps: Some.Steps("3.3", frustrated: true, "pay")),
        ]);

        Assert.Equal(["3.2"], window.Steps.Keys);
    }

    [Fact]
    public void An_app_that_invents_names_fills_neither_the_disk_nor_a_window()
    {
        var window = Add(
            Some.Options(),
            [.. Enumerable.Range(0, 400).Select(i => Some.Tally(steps: Some.Steps($"v{i / 5}", frustrated: false, $"s{i / 5}")))]);
        var closed = new WindowAggregator(Some.Options()).Close(window, Some.Noon);

        Assert.InRange(window.Steps.Sum(version => version.Value.Count), 2, 100);
        Assert.InRange(closed.Steps.Sum(version => version.Value.Count), 2, AppName.MostPairs);
        Assert.All(closed.Steps.SelectMany(version => version.Value), step => Assert.True(step.Value.Visits >= 5));
    }

    [Fact]
    public void Words_of_a_customer_in_a_steps_name_are_not_kept()
    {
        var window = Add(Some.Options(), Some.Tally(steps: Some.Steps("my card 1234 5678", frustrated: true, "where is my wife")));

        Assert.Equal([AppName.Other], window.Steps.Keys);
        Assert.Equal([AppName.Other], window.Steps[AppName.Other].Keys);
    }

    private static Trial Trial(Strategy strategy, double probability, string edition = "e1") => new(
        Control: false,
        new Choice(
            new Situation(Cause.Payment, Mood.Unknown, 1, EvidenceTier.Screen, "en"),
            strategy,
            probability,
            new Dictionary<Strategy, double> { [strategy] = probability }),
        edition);

    private static VisitWindow Closed(params VisitTally[] tallies)
    {
        var options = Some.Options();
        return new WindowAggregator(options).Close(Add(options, tallies), Some.Noon);
    }

    private static VisitWindow Add(ReportingOptions options, params VisitTally[] tallies) =>
        tallies.Aggregate((VisitWindow?)null, new WindowAggregator(options).Add)!; // at least one tally

    private static Dictionary<string, int> Counts(params (string Name, int Count)[] counts) =>
        counts.ToDictionary(count => count.Name, count => count.Count);
}
