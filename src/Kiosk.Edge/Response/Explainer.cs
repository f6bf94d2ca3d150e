using Kiosk.Edge.Recognition;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>Writes down why a decision was taken.</summary>
internal sealed class Explainer(UnderstandingOptions understanding, ResponseOptions response)
{
    /// <summary>Changes named at most.</summary>
    private const int MostChanges = 3;

    /// <summary>Tells of one decision.</summary>
    /// <param name="state">How the customer was.</param>
    /// <param name="evidence">What that was made of.</param>
    /// <param name="decision">What was decided.</param>
    public Explanation Explain(in CustomerState state, IReadOnlyList<Evidence> evidence, in Decision decision) => new(
        WireName.Of(decision.Rule),
        Math.Round(state.Frustration, 3),
        Math.Round(state.Uncertainty, 3),
        WireName.Of(state.Mood),
        WireName.Of(state.Cause),
        [.. evidence.Select(one => new ExplainedSign(WireName.Of(one.Sign), Math.Round(one.LogOdds, 2)))],
        decision.Prompt is { } prompt ? WireName.Of(prompt.Strategy) : null,
        decision.Choice is { } choice ? Math.Round(choice.Probability, 3) : null,
        decision.Choice?.Probabilities.ToDictionary(one => WireName.Of(one.Key), one => Math.Round(one.Value, 3)) ?? [],
        [.. Changes(state, evidence, decision).Take(MostChanges)]);

    private IEnumerable<Counterfactual> Changes(CustomerState state, IReadOnlyList<Evidence> evidence, in Decision decision) =>
        decision.Rule switch
        {
            Rule.Calm => TooLittle(state),
            Rule.FirstSign or Rule.ChoseSilence or Rule.Control => Needed(evidence, understanding.OnsetAt),
            Rule.NotHelping => Needed(evidence, understanding.OffsetAt),
            Rule.HighDistress => Needed(evidence, response.DistressAt),
            Rule.Cooldown when decision.SilentUntil is { } until =>
                [new Counterfactual(ChangeKind.Later, null, Math.Round((until - state.At).TotalSeconds, 1))],
            Rule.Limit => [new Counterfactual(ChangeKind.Setting, null, response.MaxPromptsPerVisit)],
            _ => [],
        };

    /// <summary>The signs without each of which the estimate would have been below the threshold.</summary>
    private static IEnumerable<Counterfactual> Needed(IReadOnlyList<Evidence> evidence, double threshold)
    {
        var all = evidence.Sum(one => one.LogOdds);
        var needed = LogOdds(threshold) - EvidenceWeights.Prior;
        return
            from one in evidence
            where one.LogOdds > 0 && all - one.LogOdds < needed
            orderby one.LogOdds
            select new Counterfactual(ChangeKind.WithoutSign, WireName.Of(one.Sign), Math.Round(one.LogOdds, 2));
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
        yield return new Counterfactual(ChangeKind.MoreEvidence, enough, Math.Round(missing, 2));
    }

    private static double LogOdds(double probability) => Math.Log(probability / (1 - probability));
}
