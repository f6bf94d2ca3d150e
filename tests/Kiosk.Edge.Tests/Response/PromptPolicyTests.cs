using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Response;

public class PromptPolicyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly ResponseCatalogue Catalogue = ResponseCatalogue.Load(new ResponseOptions().Catalogue);
    private readonly PromptPolicy _policy = new(new ResponseOptions(), Catalogue, "en");

    [Fact]
    public void Says_nothing_to_a_calm_customer() => Assert.Null(_policy.Decide(State(0, 0.3, frustrated: false)).Prompt);

    [Fact]
    public void Answers_the_cause_at_once_with_a_gentle_word()
    {
        var prompt = _policy.Decide(State(0, 0.7)).Prompt;

        Assert.NotNull(prompt);
        Assert.Equal(Cause.Payment, prompt.Cause);
        Assert.Equal(1, prompt.Level);
    }

    [Theory]
    [InlineData(11.9, false)]
    [InlineData(12.0, true)]
    public void Keeps_silent_during_the_cooldown(double seconds, bool speaks)
    {
        _policy.Decide(State(0, 0.7));

        Assert.Equal(speaks, _policy.Decide(State(seconds, 0.8)).Prompt is not null);
    }

    [Fact]
    public void Goes_a_level_higher_while_it_does_not_help()
    {
        var levels = Enumerable.Range(0, 3).Select(i => _policy.Decide(State(i * 20, 0.7 + (i * 0.1))).Prompt?.Level);

        Assert.Equal([1, 2, 3], levels);
    }

    [Fact]
    public void Keeps_silent_while_frustration_falls()
    {
        _policy.Decide(State(0, 0.7));

        Assert.Equal(new Decision(Rule.Easing, null), _policy.Decide(State(20, 0.65)));
    }

    [Fact]
    public void Begins_gently_again_in_a_new_episode()
    {
        _policy.Decide(State(0, 0.7));
        _policy.Decide(State(60, 0.2, frustrated: false));

        // The same words never come twice, so the answer for any cause takes their place.
        var again = _policy.Decide(State(80, 0.7)).Prompt;

        Assert.Equal(1, again?.Level);
        Assert.NotEqual("payment.guide", again?.Id);
    }

    [Fact]
    public void Never_speaks_more_often_than_allowed()
    {
        var policy = new PromptPolicy(new ResponseOptions { MaxPromptsPerVisit = 2 }, Catalogue, "en");

        var spoken = Enumerable.Range(0, 10).Count(i => policy.Decide(State(i * 30, 0.9)).Prompt is not null);

        Assert.Equal(2, spoken);
    }

    [Fact]
    public void The_last_prompt_allowed_calls_a_person()
    {
        var policy = new PromptPolicy(new ResponseOptions { MaxPromptsPerVisit = 2 }, Catalogue, "en");
        policy.Decide(State(0, 0.9));

        Assert.Equal(Strategy.CallPerson, policy.Decide(State(30, 0.9)).Prompt?.Strategy);
    }

    [Theory]
    [InlineData(14.9, Rule.NotHelping)]
    [InlineData(15.0, Rule.HighDistress)]
    public void High_distress_that_lasts_calls_a_person(double seconds, Rule rule)
    {
        var policy = new PromptPolicy(
            new ResponseOptions { DistressFor = TimeSpan.FromSeconds(15) }, Catalogue, "en");
        policy.Decide(State(0, 0.98));

        var decision = policy.Decide(State(seconds, 0.98));

        Assert.Equal(rule, decision.Rule);
        Assert.Equal(rule == Rule.HighDistress, decision.Prompt?.Strategy == Strategy.CallPerson);
    }

    [Theory]
    [InlineData("ko-KR", "ko")]
    [InlineData("ko", "ko")]
    [InlineData("en-GB", "en")]
    [InlineData("fr", "en")]
    public void Speaks_the_screens_language_where_the_catalogue_has_it(string screen, string spoken)
    {
        var prompt = new PromptPolicy(new ResponseOptions(), Catalogue, screen).Decide(State(0, 0.7)).Prompt;

        Assert.Equal(spoken, prompt?.Language);
    }

    private static CustomerState State(double seconds, double frustration, bool frustrated = true) =>
        new(Start.AddSeconds(seconds), frustration, 0.1, frustrated, Start, Cause.Payment, Mood.Unknown);
}
