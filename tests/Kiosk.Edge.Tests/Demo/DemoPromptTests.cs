using Kiosk.Edge.Demo;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Demo;

public class DemoPromptTests
{
    private static readonly Explanation Why = new(
        "first_sign", 0.7, 0.1, "unknown", "payment", [], "guide", null, new Dictionary<string, double>(), []);

    [Fact]
    public void Each_prompt_has_its_own_delay_and_one_by_the_button_none()
    {
        var delays = new Dictionary<string, double[]> { ["payment.guide"] = [10.04, 30], ["any.call_person"] = [20] };

        var prompts = DemoPrompt.Of(
            [
                Prompt("any.call_person", Strategy.CallPerson, why: null),
                Prompt("payment.guide", Strategy.Guide, Why),
                Prompt("closing.patient", Strategy.Thank, why: null, level: 0),
                Prompt("any.call_person", Strategy.CallPerson, Why),
                Prompt("payment.guide", Strategy.Guide, Why),
            ],
            id => delays.GetValueOrDefault(id, []));

        Assert.Equal([null, 10, 20, 30], prompts.Select(prompt => prompt.AfterOnsetMs));
        Assert.Equal(
            ["any.call_person", "payment.guide", "any.call_person", "payment.guide"], prompts.Select(prompt => prompt.Id));
    }

    private static Prompt Prompt(string id, Strategy strategy, Explanation? why, int level = 1) =>
        new(id, Cause.Payment, strategy, level, "en", "Words.", TimeSpan.FromSeconds(4)) { Why = why };
}
