using System.Diagnostics;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Evaluation;

/// <summary>Evaluates <c>words_emotion</c> over <c>text⇥label[⇥group]</c>.</summary>
internal static class WordsEvaluation
{
    private sealed record Item(string Text, int Label, string? Group)
    {
        /// <summary>There is something to read, and all of its bytes were UTF-8.</summary>
        public bool IsReadable => Text.Length > 0 && !Text.Contains('\uFFFD', StringComparison.Ordinal);
    }

    /// <param name="labels">The TSV file.</param>
    /// <param name="models">The models.</param>
    /// <param name="progress">Shows how far it is.</param>
    public static ClassificationReport Run(string labels, ModelStore models, EvaluationProgress progress)
    {
        var names = LabelNames.OfWords();
        var items = Read(labels, names);
        using var recognizer = new WordsRecognizer(models);
        var result = new Classification(names);
        progress.ForEach(items, item =>
        {
            if (!item.IsReadable)
            {
                result.Skipped++;
                return;
            }

            var began = Stopwatch.GetTimestamp();
            var reading = recognizer.Read(DateTimeOffset.UnixEpoch, item.Text);
            var took = Stopwatch.GetElapsedTime(began);
            var scores = reading.Scores;
            result.Add(new Prediction(item.Label, [.. scores], reading.Abstained) { Group = item.Group, Took = took });
        });
        return result.Report(recognizer.Card, countsFaces: false);
    }

    private static Item[] Read(string labels, LabelNames names)
    {
        var table = LabelTable.ReadTsv(labels);
        var (text, label, group) = (table.Column("text"), table.Column("label"), table.OptionalColumn("group"));
        return [.. table.Rows.Select(row => new Item(
            row.Cell(text), table.Label(row, label, names), row.OptionalCell(group)))];
    }
}
