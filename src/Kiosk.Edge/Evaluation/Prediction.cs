namespace Kiosk.Edge.Evaluation;

/// <summary>What a model said about one labelled item.</summary>
/// <param name="Label">The number of the true label.</param>
/// <param name="Scores">A probability for each label; null when there was nothing to score (a picture without a face).
/// </param>
/// <param name="Abstained">The card's rule says that the model does not know.</param>
internal sealed record Prediction(int Label, float[]? Scores, bool Abstained)
{
    /// <summary>The group of customers the item belongs to; null when the set names none.</summary>
    public string? Group { get; init; }

    /// <summary>Who speaks; null when the set does not say.</summary>
    public string? Speaker { get; init; }

    /// <summary>True arousal on the set's own scale; null when the set does not say.</summary>
    public double? Arousal { get; init; }

    /// <summary>The model's arousal, 0..1; null when it has none.</summary>
    public double? ScoredArousal { get; init; }

    /// <summary>How long the model took for it, reading the file not counted.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The number of the best label; null without scores.</summary>
    public int? Best => Scores is null ? null : Array.IndexOf(Scores, Scores.Max());

    /// <summary>The best label's probability; 0 without scores.</summary>
    public float Confidence => Scores?.Max() ?? 0;

    public bool IsRight => Best == Label;
}
