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
        var (prompts, controls, calls, presses, silences) = (0, 0, 0, 0, 0);
        for (var i = 0; i < Visits; i++)
        {
            var visit = Play(random, chooser);

            prompts += visit.Shown.Count;
            controls += visit.Policy.Trial is { Control: true } ? 1 : 0;
            calls += visit.Shown.Count(one => one.Prompt.Strategy == Strategy.CallPerson);
            presses += visit.IsPressed ? 1 : 0;
            silences += visit.Policy.Choices.Count(choice => choice.Strategy == Strategy.SayNothing);
        }

        // Each kind of answer was there to be held to the rules.
        Assert.All([prompts, controls, calls, presses, silences], count => Assert.True(count > 1000, $"{count} of 1000"));
    }

    private static (PromptPolicy Policy, List<(DateTimeOffset At, Prompt Prompt)> Shown, bool IsPressed) Play(
        Random random, AnswerChooser chooser)
    {
        var press = random.Next(4 * Steps); // in a quarter of the visits
        var personComes = random.Next(2 * Steps);
        var isAwaited = false;
        var policy = new PromptPolicy(Options, Catalogue, chooser, random.Next(2) == 0 ? "en" : "ko");
        var shown = new List<(DateTimeOffset At, Prompt Prompt)>();
        var at = Start;
        var logOdds = -1.0;
        var frustrated = false;
        DateTimeOffset? distressedSince = null;
        var mustCall = false;
        for (var step = 0; step < Steps; step++)
        {
            at += TimeSpan.FromSeconds(8 * random.NextDouble());
            logOdds = Math.Clamp(logOdds + (3.5 * (random.NextDouble() - 0.4)), -2, 4);
            var frustration = 1 / (1 + Math.Exp(-logOdds));
            frustrated = frustration >= (frustrated ? 0.35 : 0.6);
            distressedSince = frustration >= Options.DistressAt ? distressedSince ?? at : null;
            mustCall = frustrated && (mustCall || (distressedSince is { } since && at - since >= Options.DistressFor));
            var state = new CustomerState(
                at, frustration, 0.2, frustrated, Start, (Cause)random.Next(8), (Mood)random.Next(6));

            if (step == press)
            {
                shown.Add((at, policy.CallPerson(state)));
                isAwaited = true;
            }
            else if (step == personComes)
            {
                policy.PersonCame();
                isAwaited = false;
            }

            var decision = policy.Decide(state, (EvidenceTier)random.Next(4));

            // While a person is on the way nothing takes the place of the words that say so.
            Assert.False(isAwaited && decision.Prompt is not null);
            Check(policy, state, decision, shown, mustCall);
            if (decision.Prompt is { } prompt)
            {
                shown.Add((at, prompt));
                isAwaited = prompt.Strategy == Strategy.CallPerson;
            }
        }

        return (policy, shown, press < Steps);
    }

    private static void Check(
        PromptPolicy policy,
        CustomerState state,
        Decision decision,
        List<(DateTimeOffset At, Prompt Prompt)> shown,
        bool mustCall)
    {
        var called = shown.Any(one => one.Prompt.Strategy == Strategy.CallPerson);
        var readUntil = shown.Count == 0 ? DateTimeOffset.MinValue : shown[^1].At + shown[^1].Prompt.ReadingTime;
        var quietUntil = shown.Count == 0 || shown[^1].At + Options.Cooldown < readUntil
            ? readUntil
            : shown[^1].At + Options.Cooldown;
        if (decision.Prompt is not { } prompt)
        {
            // High distress is answered with a person as soon as the last words could be read.
            Assert.False(mustCall && !called && state.At >= readUntil);
            return;
        }

        Assert.True(state.Frustrated);
        Assert.True(state.At >= (decision.Rule == Rule.HighDistress ? readUntil : quietUntil));
        var said = shown.DistinctBy(one => one.Prompt.Id).Count(); // the button's words come as often as it is pressed
        Assert.True(said < Options.MaxPromptsPerVisit);
        Assert.DoesNotContain(prompt.Id, shown.Select(one => one.Prompt.Id));
        Assert.True(called || said + 1 < Options.MaxPromptsPerVisit || prompt.Strategy == Strategy.CallPerson);
        Assert.True(policy.Trial is not { Control: true } || prompt.Strategy == Strategy.CallPerson);
        Assert.Equal(prompt.Strategy == Strategy.CallPerson, prompt.Level == 3);
    }
}
