using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Evaluation;

/// <summary>The verb <c>eval</c>: measures a model on a caller's own labelled set, with the classes that run in the
/// kiosk.</summary>
public static class EvalCommand
{
    /// <summary>The verb and its subcommands <c>detect</c>, <c>face</c>, <c>voice</c> and <c>words</c>. They end with 0
    /// when something was measured, else with 1 and one sentence on standard error.</summary>
    public static Command Create()
    {
        var crops = new Option<bool>("--crops") { Description = "The pictures are faces and nothing else" };
        var face = Verb(
            "face",
            "Expressions of faces: a CSV of file,label[,group]",
            "--images",
            (set, parsed) => FaceEvaluation.Run(
                set.Labels, set.Folder, parsed.GetValue(crops), set.Models, set.Progress),
            EvaluationJson.Default.ClassificationReport,
            (tables, report) => tables.Write(report),
            report => report.Items);
        face.Options.Add(crops);

        return new Command("eval", "Measure a model on your own labelled set")
        {
            Verb(
                "detect",
                "Faces found: a JSON list of pictures and boxes; recall is over boxes of at least 1,600 square pixels (40 × 40)",
                "--images",
                (set, _) => DetectionEvaluation.Run(set.Labels, set.Folder, set.Models, set.Progress),
                EvaluationJson.Default.DetectionReport,
                (tables, report) => tables.Write(report),
                report => report.Items),
            face,
            Verb(
                "voice",
                "Emotions of voices: a CSV of file,label[,speaker][,group][,arousal]",
                "--clips",
                (set, _) => VoiceEvaluation.Run(set.Labels, set.Folder, set.Models, set.Progress),
                EvaluationJson.Default.ClassificationReport,
                (tables, report) => tables.Write(report),
                report => report.Items),
            Verb(
                "words",
                "What texts express: a TSV of text, label and, if you like, group",
                folderOption: null,
                (set, _) => WordsEvaluation.Run(set.Labels, set.Models, set.Progress),
                EvaluationJson.Default.ClassificationReport,
                (tables, report) => tables.Write(report),
                report => report.Items),
        };
    }

    /// <summary>What the options of every subcommand say.</summary>
    private sealed record LabelledSet(string Labels, string Folder, ModelStore Models, EvaluationProgress Progress);

    private static Command Verb<TReport>(
        string name,
        string description,
        string? folderOption,
        Func<LabelledSet, ParseResult, TReport> run,
        JsonTypeInfo<TReport> json,
        Action<EvaluationTables, TReport> show,
        Func<TReport, int> items)
    {
        var labels = CommandLine.File("--labels", "The labels");
        labels.Required = true;
        var models = new Option<string?>("--models") { Description = "Another folder of models than the shipped one" };
        var asJson = new Option<bool>("--json") { Description = "Print one JSON object instead of tables" };
        var command = new Command(name, description) { labels, models, asJson };
        var folder = folderOption is null
            ? null
            : new Option<string?>(folderOption) { Description = "What paths are below; else the labels' folder" };
        if (folder is not null)
        {
            command.Options.Add(folder);
        }

        command.SetAction((parsed, cancellationToken) => Task.FromResult(Measure(parsed, cancellationToken)));
        return command;

        int Measure(ParseResult parsed, CancellationToken cancellationToken)
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var path = Path.Combine(Environment.CurrentDirectory, parsed.GetRequiredValue(labels)!); // it is required
                var set = new LabelledSet(
                    path,
                    Path.Combine(
                        Environment.CurrentDirectory,
                        (folder is null ? null : parsed.GetValue(folder)) ?? Path.GetDirectoryName(path) ?? ""),
                    ModelStore.ForMeasuring(parsed.GetValue(models)),
                    new EvaluationProgress(isShown: !Console.IsErrorRedirected, cancellationToken));
                var report = run(set, parsed);
                if (parsed.GetValue(asJson))
                {
                    output.WriteLine(JsonSerializer.Serialize(report, json));
                }
                else
                {
                    show(new EvaluationTables(output), report);
                }

                if (items(report) > 0)
                {
                    return 0;
                }

                error.WriteLine(folder is null
                    ? $"Not one text of {path} can be read."
                    : $"Not one file of {path} could be read below {set.Folder}.");
                return 1;
            }
            catch (Exception exception) when (exception is EvaluationException or ModelRefusedException or SensorException)
            {
                error.WriteLine(exception.Message);
                return 1;
            }
        }
    }
}
