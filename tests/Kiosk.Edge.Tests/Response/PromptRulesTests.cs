using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Response;

/// <summary>The rules that nothing learned may override, over 100,000 visits whose customers' states go up and down at
/// random.</summary>
public class PromptRulesTests
{
    private const int Visits = 100_000;
    private const int Steps = 25;

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly ResponseCatalogue Catalogue = ResponseCatalogue.Load(new ResponseOptions().Catalogue);
    private static readonly ResponseOptions Options = new() { ControlShare = 0.1 };

    [Fact]
    public void Every_rule_holds_in_every_visit()
    {
        var random = new Random(4);
        var chooser = new AnswerChooser(Options, new Experience(), new Random(5));
        var (prompts, controls, calls, silences) = (0, 0, 0, 0);
        for (var i = 0; i < Visits; i++)
        {
            var visit = Play(random, chooser);

            prompts += visit.Shown.Count;
            controls += visit.Policy.Trial is { Control: true } ? 1 : 0;
            calls += visit.Shown.Count(one => one.Prompt.Strategy == Strategy.CallPerson);
            silences += visit.Policy.Choices.Count(choice => choice.Strategy == Strategy.SayNothing);
        }

        // Each kind of answer was there to be held to the rules.
        Assert.All([prompts, controls, calls, silences], count => Assert.True(count > 1000, $"{count} of 1000"));
    }

    private static (PromptPolicy Policy, List<(DateTimeOffset At, Prompt Prompt)> Shown) Play(
        Random random, AnswerChooser chooser)
    {
        var policy = new PromptPolicy(Options, Catalogue, chooser, random.Next(2) == 0 ? "en" : "ko");
        var shown = new List<(DateTimeOffset At, Prompt Prompt)>();
        var at = Start;
        var logOdds = -1.0;
        var frustrated = false;
        DateTimeOffset? distressedSince = null;
        for (var step = 0; step < Steps; step++)
        {
            at += TimeSpan.FromSeconds(8 * random.NextDouble());
            logOdds = Math.Clamp(logOdds + (3.5 * (random.NextDouble() - 0.4)), -2, 4);
            var frustration = 1 / (1 + Math.Exp(-logOdds));
            frustrated = frustration >= (frustrated ? 0.35 : 0.6);
            distressedSince = frustration >= Options.DistressAt ? distressedSince ?? at : null;
            var state = new CustomerState(
                at, frustration, 0.2, frustrated, Start, (Cause)random.Next(8), (Mood)random.Next(6));

            var decision = policy.Decide(state, (EvidenceTier)random.Next(4));

            var mustCall = distressedSince is { } since && at - since >= Options.DistressFor;
            Check(policy, state, decision, shown, mustCall);
            if (decision.Prompt is { } prompt)
            {
                shown.Add((at, prompt));
            }
        }

        return (policy, shown);
    }

    private static void Check(
        PromptPolicy policy,
        CustomerState state,
        Decision decision,
        List<(DateTimeOffset At, Prompt Prompt)> shown,
        bool mustCall)
    {
        var called = shown.Any(one => one.Prompt.Strategy == Strategy.CallPerson);
        var quietUntil = shown.Count == 0
            ? DateTimeOffset.MinValue
            : shown[^1].At + (shown[^1].Prompt.ReadingTime > Options.Cooldown ? shown[^1].Prompt.ReadingTime : Options.Cooldown);
        if (decision.Prompt is not { } prompt)
        {
            // High distress is answered with a person as soon as the last words could be read.
            Assert.False(mustCall && !called && state.At >= quietUntil && decision.Rule != Rule.Cooldown);
            return;
        }

        Assert.True(state.Frustrated);
        Assert.True(state.At >= quietUntil);
        Assert.True(shown.Count < Options.MaxPromptsPerVisit);
        Assert.DoesNotContain(prompt.Id, shown.Select(one => one.Prompt.Id));
        Assert.True(called || shown.Count + 1 < Options.MaxPromptsPerVisit || prompt.Strategy == Strategy.CallPerson);
        Assert.True(policy.Trial is not { Control: true } || prompt.Strategy == Strategy.CallPerson);
        Assert.Equal(prompt.Strategy == Strategy.CallPerson, prompt.Level == 3);
    }
}
