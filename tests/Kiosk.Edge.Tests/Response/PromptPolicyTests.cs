using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Response;

public class PromptPolicyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly ResponseCatalogue Catalogue = ResponseCatalogue.Load(new ResponseOptions().Catalogue);
    private readonly PromptPolicy _policy = Policy(new ResponseOptions { Learning = false, ControlShare = 0 });

    [Fact]
    public void Says_nothing_to_a_calm_customer() => Assert.Null(_policy.Decide(State(0, 0.3, frustrated: false), EvidenceTier.Screen).Prompt);

    [Fact]
    public void Answers_the_cause_at_once_with_a_gentle_word()
    {
        var prompt = _policy.Decide(State(0, 0.7), EvidenceTier.Screen).Prompt;

        Assert.NotNull(prompt);
        Assert.Equal(Cause.Payment, prompt.Cause);
        Assert.Equal(1, prompt.Level);
    }

    [Theory]
    [InlineData(11.9, false)]
    [InlineData(12.0, true)]
    public void Keeps_silent_during_the_cooldown(double seconds, bool speaks)
    {
        _policy.Decide(State(0, 0.7), EvidenceTier.Screen);

        Assert.Equal(speaks, _policy.Decide(State(seconds, 0.8), EvidenceTier.Screen).Prompt is not null);
    }

    [Fact]
    public void Goes_a_level_higher_while_it_does_not_help()
    {
        var levels = Enumerable.Range(0, 3).Select(i => _policy.Decide(State(i * 20, 0.7 + (i * 0.1)), EvidenceTier.Screen).Prompt?.Level);

        Assert.Equal([1, 2, 3], levels);
    }

    [Fact]
    public void Keeps_silent_while_frustration_falls()
    {
        _policy.Decide(State(0, 0.7), EvidenceTier.Screen);

        Assert.Equal(new Decision(Rule.Easing), _policy.Decide(State(20, 0.65), EvidenceTier.Screen));
    }

    [Fact]
    public void Keeps_silent_while_frustration_falls_after_a_silence_that_was_chosen()
    {
        var options = new ResponseOptions { ControlShare = 0 };
        var silent = Enumerable.Range(0, 1000)
            .Select(seed => new PromptPolicy(options, Catalogue, new AnswerChooser(options, new Experience(), new Random(seed)), "en"))
            .First(policy => policy.Decide(State(0, 0.8), EvidenceTier.Screen).Rule == Rule.ChoseSilence);

        Assert.Equal(new Decision(Rule.Easing), silent.Decide(State(20, 0.6), EvidenceTier.Screen));
    }

    [Fact]
    public void Begins_gently_again_in_a_new_episode()
    {
        _policy.Decide(State(0, 0.7), EvidenceTier.Screen);
        _policy.Decide(State(60, 0.2, frustrated: false), EvidenceTier.Screen);

        // The same words never come twice, so the answer for any cause takes their place.
        var again = _policy.Decide(State(80, 0.7), EvidenceTier.Screen).Prompt;

        Assert.Equal(1, again?.Level);
        Assert.NotEqual("payment.guide", again?.Id);
    }

    [Fact]
    public void Never_speaks_more_often_than_allowed()
    {
        var policy = Policy(new ResponseOptions { Learning = false, ControlShare = 0, MaxPromptsPerVisit = 2 });

        var spoken = Enumerable.Range(0, 10).Count(i => policy.Decide(State(i * 30, 0.9), EvidenceTier.Screen).Prompt is not null);

        Assert.Equal(2, spoken);
    }

    [Fact]
    public void The_last_prompt_allowed_calls_a_person()
    {
        var policy = Policy(new ResponseOptions { Learning = false, ControlShare = 0, MaxPromptsPerVisit = 2 });
        policy.Decide(State(0, 0.9), EvidenceTier.Screen);

        Assert.Equal(Strategy.CallPerson, policy.Decide(State(30, 0.9), EvidenceTier.Screen).Prompt?.Strategy);
    }

    [Theory]
    [InlineData(14.9, Rule.NotHelping)]
    [InlineData(15.0, Rule.HighDistress)]
    public void High_distress_that_lasts_calls_a_person(double seconds, Rule rule)
    {
        var policy = Policy(
            new ResponseOptions { Learning = false, ControlShare = 0, DistressFor = TimeSpan.FromSeconds(15) });
        policy.Decide(State(0, 0.98), EvidenceTier.Screen);

        var decision = policy.Decide(State(seconds, 0.98), EvidenceTier.Screen);

        Assert.Equal(rule, decision.Rule);
        Assert.Equal(rule == Rule.HighDistress, decision.Prompt?.Strategy == Strategy.CallPerson);
    }

    [Fact]
    public void High_distress_that_has_lasted_calls_a_person_when_the_last_words_could_be_read_although_it_has_eased()
    {
        var words = _policy.Decide(State(0, 0.8), EvidenceTier.Screen).Prompt;
        var read = words?.ReadingTime.TotalSeconds ?? 0;
        Assert.InRange(read, 5, 11);
        _policy.Decide(State(1, 0.98), EvidenceTier.Screen);
        _policy.Decide(State(4, 0.97), EvidenceTier.Screen);

        Assert.Equal(Rule.Cooldown, _policy.Decide(State(read - 0.1, 0.9), EvidenceTier.Screen).Rule);
        Assert.Equal(Rule.HighDistress, _policy.Decide(State(read + 0.1, 0.9), EvidenceTier.Screen).Rule);
    }

    [Fact]
    public void High_distress_in_an_episode_that_is_over_calls_nobody()
    {
        _policy.Decide(State(0, 0.8), EvidenceTier.Screen);
        _policy.Decide(State(1, 0.98), EvidenceTier.Screen);
        _policy.Decide(State(4, 0.98), EvidenceTier.Screen);

        _policy.Decide(State(5, 0.3, frustrated: false), EvidenceTier.Screen);

        Assert.Equal(Rule.FirstSign, _policy.Decide(State(30, 0.8), EvidenceTier.Screen).Rule);
    }

    [Theory]
    [InlineData("ko-KR", "ko")]
    [InlineData("ko", "ko")]
    [InlineData("en-GB", "en")]
    [InlineData("fr", "en")]
    public void Speaks_the_screens_language_where_the_catalogue_has_it(string screen, string spoken)
    {
        var prompt = Policy(new ResponseOptions { Learning = false, ControlShare = 0 }, screen).Decide(State(0, 0.7), EvidenceTier.Screen).Prompt;

        Assert.Equal(spoken, prompt?.Language);
    }

    [Fact]
    public void A_control_visit_gets_no_prompt_but_a_person_when_distress_is_high()
    {
        var policy = Policy(new ResponseOptions { ControlShare = 1 });

        Assert.Equal(Rule.Control, policy.Decide(State(0, 0.8), EvidenceTier.Screen).Rule);
        Assert.Equal(Rule.Control, policy.Decide(State(60, 0.98), EvidenceTier.Screen).Rule);
        Assert.Equal(Rule.HighDistress, policy.Decide(State(63, 0.98), EvidenceTier.Screen).Rule);
        Assert.Equal(new Trial(Control: true, policy.Choices[0], Catalogue.Edition), policy.Trial);
        Assert.Equal([1, 2], policy.Choices.Select(choice => choice.Situation.Level));
        Assert.All(policy.Choices, choice => Assert.Equal(Strategy.SayNothing, choice.Strategy));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(2)]
    [InlineData(1)]
    public void A_control_visit_calls_a_person_when_any_other_does(int maxPrompts)
    {
        var (answered, control) = (Of(controlShare: 0), Of(controlShare: 1));
        PromptPolicy Of(double controlShare) => Policy(
            new ResponseOptions { Learning = false, ControlShare = controlShare, MaxPromptsPerVisit = maxPrompts });

        for (var t = 0; t < 240; t++)
        {
            // Two episodes, in each of which frustration rises, slower than the cooldown ends.
            var state = State(t, Math.Min(0.96, 0.65 + (t % 120 * 0.004)), frustrated: t % 120 < 100);
            var prompt = answered.Decide(state, EvidenceTier.Screen).Prompt;
            var decision = control.Decide(state, EvidenceTier.Screen);

            Assert.Equal(prompt?.Strategy == Strategy.CallPerson, decision.Prompt is not null);
            Assert.Equal(answered.CalledAt, control.CalledAt);
        }

        Assert.Equal(maxPrompts > 1, answered.CalledAt is not null);
        Assert.Equal(answered.Choices.Select(one => one.Situation), control.Choices.Select(one => one.Situation));
    }

    [Fact]
    public void High_distress_is_never_drawn_into_the_control_group_and_so_is_in_none()
    {
        var policy = Policy(new ResponseOptions { ControlShare = 1 });

        Assert.Equal(Rule.FirstSign, policy.Decide(State(0, 0.98), EvidenceTier.Screen).Rule);
        policy.Decide(State(60, 0.7), EvidenceTier.Screen);
        Assert.Null(policy.Trial);
        Assert.NotEmpty(policy.Choices); // what is learned of it stays
    }

    [Fact]
    public void What_is_chosen_is_told_with_its_chance()
    {
        var decision = Policy(new ResponseOptions { ControlShare = 0 }).Decide(State(0, 0.7), EvidenceTier.ScreenFace);

        Assert.NotNull(decision.Choice);
        Assert.Equal(
            new Situation(Cause.Payment, Mood.Unknown, 1, EvidenceTier.ScreenFace, "en"), decision.Choice.Situation);
        Assert.Contains(Strategy.SayNothing, decision.Choice.Probabilities.Keys);
        Assert.DoesNotContain(Strategy.CallPerson, decision.Choice.Probabilities.Keys);
    }

    private static PromptPolicy Policy(ResponseOptions options, string language = "en") =>
        new(options, Catalogue, new AnswerChooser(options, new Experience(), new Random(3)), language);

    private static CustomerState State(double seconds, double frustration, bool frustrated = true) =>
        new(Start.AddSeconds(seconds), frustration, 0.1, frustrated, Start, Cause.Payment, Mood.Unknown);
}
