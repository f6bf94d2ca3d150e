using System.Text.Json.Serialization;

namespace Kiosk.Edge.Evaluation;

/// <summary>How well a model names the labels of a set. All shares are 0..1; what the set can't tell is null.</summary>
internal sealed record ClassificationReport
{
    public required string Model { get; init; }

    public required string Version { get; init; }

    /// <summary>Items that were evaluated.</summary>
    public required int Items { get; init; }

    /// <summary>Items whose file is missing or can't be decoded; they count nowhere else.</summary>
    public required int Skipped { get; init; }

    /// <summary>Pictures in which no face was found; they count as wrong. Null for anything but pictures.</summary>
    public required int? NoFace { get; init; }

    public required double? Accuracy { get; init; }

    /// <summary>Mean of the recalls of the labels that occur.</summary>
    public required double? MacroRecall { get; init; }

    /// <summary>Where 95 % of the macro recalls lie when the speakers are drawn anew; null unless speakers are given.
    /// </summary>
    [JsonPropertyName("macro_recall_95")]
    public required Interval? MacroRecall95 { get; init; }

    /// <summary>Expected calibration error over 15 bins of equal width.</summary>
    public required double? Ece { get; init; }

    public required IReadOnlyDictionary<string, ClassResult> PerClass { get; init; }

    public required IReadOnlyDictionary<string, GroupResult> PerGroup { get; init; }

    /// <summary>How many of each true label were taken for each label; pictures without a face are in none.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Confusion { get; init; }

    public required AbstainResult Abstain { get; init; }

    /// <summary>Area under the ROC curve of each label against all others.</summary>
    public required IReadOnlyDictionary<string, double?> Auc { get; init; }

    /// <summary>How often, of two items of different arousal, the model finds the higher one higher.</summary>
    public required double? ArousalAuc { get; init; }

    public required Percentiles? MsPerItem { get; init; }
}

/// <summary>One label: the share of it that was found, the share of answers with it that were right, how many there
/// are.</summary>
internal sealed record ClassResult(double? Recall, double? Precision, int Count);

/// <summary>One group of customers.</summary>
internal sealed record GroupResult(double? Accuracy, double? MacroRecall, int Count);

/// <summary>What abstaining brings.</summary>
/// <param name="Coverage">Share of items that got an answer.</param>
/// <param name="Accuracy">Accuracy among those.</param>
/// <param name="AccuracyAt80">Accuracy among the 80 % with the highest confidence.</param>
internal sealed record AbstainResult(
    double? Coverage,
    double? Accuracy,
    [property: JsonPropertyName("accuracy_at_80")] double? AccuracyAt80);

/// <summary>From the lowest to the highest.</summary>
internal sealed record Interval(double Low, double High);
