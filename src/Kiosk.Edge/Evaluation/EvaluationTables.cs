using System.Globalization;
using Spectre.Console;

namespace Kiosk.Edge.Evaluation;

/// <summary>Shows a report to a person.</summary>
internal sealed class EvaluationTables(TextWriter output)
{
    private readonly IAnsiConsole _console =
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });

    public void Write(ClassificationReport report)
    {
        WritePairs(
            report.Model,
            report.Version,
            ("items", Number(report.Items)),
            ("skipped", Number(report.Skipped)),
            ("no face", Number(report.NoFace)),
            ("accuracy", Share(report.Accuracy)),
            ("macro recall", Share(report.MacroRecall)),
            ("  95 % over speakers", Range(report.MacroRecall95)),
            ("calibration error", Share(report.Ece)),
            ("answered", Share(report.Abstain.Coverage)),
            ("  accuracy of those", Share(report.Abstain.Accuracy)),
            ("accuracy of the surest 80 %", Share(report.Abstain.AccuracyAt80)),
            ("arousal AUC", Share(report.ArousalAuc)),
            ("ms per item, p50 / p95", Milliseconds(report.MsPerItem)));

        var labels = new Table().AddColumns("label", "recall", "precision", "AUC", "count");
        foreach (var (label, result) in report.PerClass)
        {
            labels.AddRow(
                label, Share(result.Recall), Share(result.Precision), Share(report.Auc[label]), Number(result.Count));
        }

        _console.Write(labels);

        // Three letters tell the labels apart and let the table fit a terminal of 80 columns.
        var confusion = new Table()
            .AddColumn("taken for:")
            .AddColumns([.. report.Confusion.Keys.Select(label => label[..3])]);
        foreach (var (label, counts) in report.Confusion)
        {
            confusion.AddRow([label, .. counts.Values.Select(count => Number(count))]);
        }

        _console.Write(confusion);

        if (report.PerGroup.Count > 0)
        {
            var groups = new Table().AddColumns("group", "accuracy", "macro recall", "count");
            foreach (var (group, result) in report.PerGroup)
            {
                groups.AddRow(
                    Markup.Escape(group), Share(result.Accuracy), Share(result.MacroRecall), Number(result.Count));
            }

            _console.Write(groups);
        }
    }

    public void Write(DetectionReport report) => WritePairs(
        report.Model,
        report.Version,
        ("items", Number(report.Items)),
        ("skipped", Number(report.Skipped)),
        ("AP50, all", Share(report.Ap50.All)),
        ("AP50, unmasked", Share(report.Ap50.Unmasked)),
        ("AP50, masked", Share(report.Ap50.Masked)),
        ("recall of faces from 40 px", Share(report.Recall)),
        ("  unmasked", Share(report.RecallByKind.Unmasked)),
        ("  masked", Share(report.RecallByKind.Masked)),
        ("found where faces are unlabelled", Share(report.FoundInUnlabelled)),
        ("false faces per picture without any", Share(report.FalsePerImage)),
        ("ms per item, p50 / p95", Milliseconds(report.MsPerItem)));

    private void WritePairs(string model, string version, params (string Name, string Value)[] pairs)
    {
        var table = new Table().AddColumns(Markup.Escape(model), Markup.Escape(version));
        foreach (var (name, value) in pairs)
        {
            table.AddRow(name, value);
        }

        _console.Write(table);
    }

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "–";

    private static string Share(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";

    private static string Range(Interval? range) => range is null ? "–" : $"{Share(range.Low)} – {Share(range.High)}";

    private static string Milliseconds(Percentiles? times) => times is null
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{times.P50:0.00} / {times.P95:0.00}");
}
