using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Evaluation;

/// <summary>Collects the answers to a labelled set and reports on them.</summary>
internal sealed class Classification(LabelNames labels)
{
    private readonly List<Answer> _answers = [];

    /// <summary>Items whose file is missing or can't be decoded.</summary>
    public int Skipped { get; set; }

    public void Add(Answer answer) => _answers.Add(answer);

    /// <param name="card">Of the model that answered.</param>
    /// <param name="countsFaces">Whether an item without scores is a picture without a face.</param>
    public ClassificationReport Report(ModelCard card, bool countsFaces) => new()
    {
        Model = card.Name,
        Version = card.Version,
        Items = _answers.Count,
        Skipped = Skipped,
        NoFace = countsFaces ? _answers.Count(answer => answer.Scores is null) : null,
        Accuracy = ClassificationMetrics.Accuracy(_answers),
        MacroRecall = ClassificationMetrics.MacroRecall(_answers),
        MacroRecall95 = ClassificationMetrics.MacroRecallOverSpeakers(_answers),
        Ece = ClassificationMetrics.CalibrationError(_answers),
        PerClass = ByLabel(label => ClassificationMetrics.Class(_answers, label)),
        PerGroup = _answers.Where(answer => answer.Group is not null)
            .GroupBy(answer => answer.Group ?? "")
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Group([.. group])),
        Confusion = ByLabel<IReadOnlyDictionary<string, int>>(label => ByLabel(best => _answers.Count(
            answer => answer.Label == label && answer.Best == best))),
        Abstain = ClassificationMetrics.Abstain(_answers),
        Auc = ByLabel(label => ClassificationMetrics.AreaUnderCurve(_answers, label)),
        ArousalAuc = ClassificationMetrics.ArousalAreaUnderCurve(_answers),
        MsPerItem = Percentiles.Of(_answers.Select(answer => answer.Took)),
    };

    private static GroupResult Group(Answer[] answers) => new(
        ClassificationMetrics.Accuracy(answers), ClassificationMetrics.MacroRecall(answers), answers.Length);

    private Dictionary<string, T> ByLabel<T>(Func<int, T> result) =>
        Enumerable.Range(0, labels.Names.Count).ToDictionary(label => labels.Names[label], result);
}
