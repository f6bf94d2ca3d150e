using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Evaluation;

/// <summary>Collects the predictions to a labelled set and reports on them.</summary>
internal sealed class Classification(LabelNames labels)
{
    private readonly List<Prediction> _predictions = [];

    /// <summary>Items whose file is missing or can't be decoded.</summary>
    public int Skipped { get; set; }

    public void Add(Prediction prediction) => _predictions.Add(prediction);

    /// <param name="card">Of the model that answered.</param>
    /// <param name="countsFaces">Whether an item without scores is a picture without a face.</param>
    public ClassificationReport Report(ModelCard card, bool countsFaces) => new()
    {
        Model = card.Name,
        Version = card.Version,
        Items = _predictions.Count,
        Skipped = Skipped,
        NoFace = countsFaces ? _predictions.Count(prediction => prediction.Scores is null) : null,
        Accuracy = ClassificationMetrics.Accuracy(_predictions),
        MacroRecall = ClassificationMetrics.MacroRecall(_predictions),
        MacroRecall95 = ClassificationMetrics.MacroRecallOverSpeakers(_predictions),
        Ece = ClassificationMetrics.CalibrationError(_predictions),
        PerClass = ByLabel(label => ClassificationMetrics.Class(_predictions, label)),
        PerGroup = _predictions.Where(prediction => prediction.Group is not null)
            .GroupBy(prediction => prediction.Group ?? "")
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Group([.. group])),
        Confusion = ByLabel<IReadOnlyDictionary<string, int>>(label => ByLabel(best => _predictions.Count(
            prediction => prediction.Label == label && prediction.Best == best))),
        Abstain = ClassificationMetrics.Abstain(_predictions),
        Auc = ByLabel(label => ClassificationMetrics.AreaUnderCurve(_predictions, label)),
        ArousalAuc = ClassificationMetrics.ArousalAreaUnderCurve(_predictions),
        MsPerItem = Percentiles.Of(_predictions.Select(prediction => prediction.Took)),
    };

    private static GroupResult Group(Prediction[] predictions) => new(
        ClassificationMetrics.Accuracy(predictions), ClassificationMetrics.MacroRecall(predictions), predictions.Length);

    private Dictionary<string, T> ByLabel<T>(Func<int, T> result) =>
        Enumerable.Range(0, labels.Names.Count).ToDictionary(label => labels.Names[label], result);
}
