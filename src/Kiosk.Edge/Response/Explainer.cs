using Kiosk.Edge.Recognition;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>Writes down why a decision was taken.</summary>
internal sealed class Explainer(UnderstandingOptions understanding, ResponseOptions response)
{
    /// <summary>Changes named at most.</summary>
    private const int MostChanges = 3;

    public Explanation Explain(in CustomerState state, IReadOnlyList<Evidence> evidence, in Decision decision) => new(
        WireName.Of(decision.Rule),
        Math.Round(state.Frustration, 3),
        Math.Round(state.Uncertainty, 3),
        WireName.Of(state.Mood),
        WireName.Of(state.Cause),
        [.. evidence.Select(one => new ExplainedSign(WireName.Of(one.Sign), Math.Round(one.LogOdds, 2)))],
        decision.Prompt is { } prompt ? WireName.Of(prompt.Strategy) : null,
        Probability: null,
        Choices: new Dictionary<string, double>(),
        [.. Changes(state, evidence, decision.Rule).Take(MostChanges)]);

    private IEnumerable<Counterfactual> Changes(CustomerState state, IReadOnlyList<Evidence> evidence, Rule rule)
    {
        switch (rule)
        {
            case Rule.Calm:
                return TooLittle(state);
            case Rule.FirstSign or Rule.NotHelping:
                return Needed(evidence, state.Frustrated ? understanding.OffsetAt : understanding.OnsetAt);
            case Rule.HighDistress:
                return Needed(evidence, response.DistressAt);
            case Rule.Cooldown:
                return [new Counterfactual("later", null, response.Cooldown.TotalSeconds)];
            case Rule.Limit:
                return [new Counterfactual("setting", null, response.MaxPromptsPerVisit)];
            default:
                return [];
        }
    }

    /// <summary>The signs without each of which the estimate would have been below the threshold.</summary>
    private static IEnumerable<Counterfactual> Needed(IReadOnlyList<Evidence> evidence, double threshold)
    {
        var all = evidence.Sum(one => one.LogOdds);
        var needed = LogOdds(threshold) - EvidenceWeights.Prior;
        return
            from one in evidence
            where one.LogOdds > 0 && all - one.LogOdds < needed
            orderby one.LogOdds
            select new Counterfactual("without_sign", WireName.Of(one.Sign), Math.Round(one.LogOdds, 2));
    }

    /// <summary>How much more it would have taken, and the least sign that is that much.</summary>
    private IEnumerable<Counterfactual> TooLittle(CustomerState state)
    {
        var missing = LogOdds(understanding.OnsetAt) - LogOdds(state.Frustration);
        var enough = EvidenceWeights.All
            .Where(weight => weight.LogOdds >= missing)
            .OrderBy(weight => weight.LogOdds)
            .Select(weight => WireName.Of(weight.Sign))
            .FirstOrDefault();
        yield return new Counterfactual("more_evidence", enough, Math.Round(missing, 2));
    }

    private static double LogOdds(double probability) => Math.Log(probability / (1 - probability));
}
