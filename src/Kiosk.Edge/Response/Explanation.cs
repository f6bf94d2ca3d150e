using System.Text.Json.Serialization;

namespace Kiosk.Edge.Response;

/// <summary>Why the kiosk said this, or kept silent: all that went into one decision, for whoever wants to look into the
/// machine. It lives as long as the visit; names are wire names.</summary>
/// <param name="Rule">The rule that decided, a <see cref="Response.Rule"/>.</param>
/// <param name="Frustration">The estimate, 0..1.</param>
/// <param name="Uncertainty">How far it may be off, 0..0.5.</param>
/// <param name="Mood">How the customer seemed to be, a <see cref="Understanding.Mood"/>.</param>
/// <param name="Cause">What it seemed to be about, a <see cref="Understanding.Cause"/>.</param>
/// <param name="Evidence">What the estimate is made of, the strongest first.</param>
/// <param name="Strategy">How it answered, a <see cref="Response.Strategy"/>; null for a silence.</param>
/// <param name="Probability">How likely this answer was among <paramref name="Choices"/>, 0..1; null when a rule left no
/// choice.</param>
/// <param name="Choices">The answers it chose from and how likely each was; empty when there was no choice.</param>
/// <param name="WouldChange">What would have made the decision another, the smallest change first.</param>
public sealed record Explanation(
    string Rule,
    double Frustration,
    double Uncertainty,
    string Mood,
    string Cause,
    IReadOnlyList<ExplainedSign> Evidence,
    string? Strategy,
    double? Probability,
    IReadOnlyDictionary<string, double> Choices,
    IReadOnlyList<Counterfactual> WouldChange);

/// <summary>One kind of evidence in an <see cref="Explanation"/>.</summary>
/// <param name="Sign">An <see cref="Understanding.Sign"/>.</param>
/// <param name="Weight">What it adds to the estimate, log-odds; less than 0 speaks against frustration.</param>
public sealed record ExplainedSign(string Sign, double Weight);

/// <summary>A change that would have made a decision another.</summary>
/// <param name="Kind">What kind of change.</param>
/// <param name="Sign">An <see cref="Understanding.Sign"/>, or null.</param>
/// <param name="Amount">See <paramref name="Kind"/>.</param>
public sealed record Counterfactual(ChangeKind Kind, string? Sign, double Amount);

/// <summary>What would have to change; the wire name is the member in snake_case.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ChangeKind>))]
public enum ChangeKind
{
    /// <summary>Had <see cref="Counterfactual.Sign"/> not been there; the amount is its weight.</summary>
    WithoutSign,

    /// <summary>With so much more evidence, log-odds; <see cref="Counterfactual.Sign"/> is one that would have been enough.
    /// </summary>
    MoreEvidence,

    /// <summary>After so many more seconds.</summary>
    Later,

    /// <summary>With another setting than the amount, which is the rule's limit.</summary>
    Setting,
}

/// <summary>Source-generated JSON of an <see cref="Explanation"/>: the answer of <c>GET /v1/prompts/{id}/why</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Explanation))]
public sealed partial class ExplanationJson : JsonSerializerContext;
