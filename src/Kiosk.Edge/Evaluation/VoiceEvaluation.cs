using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Evaluation;

/// <summary>Evaluates <c>voice_emotion</c> over <c>file,label[,speaker][,group][,arousal]</c>: windows of 2 s every
/// second and one that ends with the clip, the mean of their scores.</summary>
internal static class VoiceEvaluation
{
    private sealed record Item(string Path, int Label, string? Speaker, string? Group, double? Arousal);

    private sealed record Mean(float[] Scores, float Arousal);

    /// <param name="labels">The CSV file.</param>
    /// <param name="folder">What relative paths in it are below.</param>
    /// <param name="models">The models.</param>
    /// <param name="progress">Shows how far it is.</param>
    public static ClassificationReport Run(
        string labels, string folder, ModelStore models, EvaluationProgress progress)
    {
        var names = LabelNames.Of<VoiceEmotion>();
        var items = Read(labels, folder, names);
        using var model = new VoiceEmotionModel(models);
        var result = new Classification(names);
        progress.ForEach(items, item =>
        {
            if (!TryRead(item.Path, out var samples))
            {
                result.Skipped++;
                return;
            }

            var began = Stopwatch.GetTimestamp();
            var mean = Listen(model, samples);
            result.Add(new Prediction(item.Label, mean.Scores, model.Card.Abstains(mean.Scores))
            {
                Speaker = item.Speaker,
                Group = item.Group,
                Arousal = item.Arousal,
                ScoredArousal = mean.Arousal,
                Took = Stopwatch.GetElapsedTime(began),
            });
        });
        return result.Report(model.Card, countsFaces: false);
    }

    private static Mean Listen(VoiceEmotionModel model, ReadOnlySpan<float> samples)
    {
        var sum = new float[VoiceScores.Count];
        var (arousal, windows) = (0f, 0);

        // A clip shorter than a window is followed by silence. The last window of a longer one ends where the clip ends, so
        // that none of it goes unheard.
        var length = Math.Min(VoiceEmotionModel.WindowLength, samples.Length);
        var last = samples.Length - length;
        for (var start = 0; start < last + AudioBlock.SampleRateHz; start += AudioBlock.SampleRateHz)
        {
            samples.Slice(Math.Min(start, last), length).CopyTo(model.Samples);
            model.Samples[length..].Clear();
            var (scores, windowArousal) = model.Run();
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += scores[i];
            }

            arousal += windowArousal;
            windows++;
        }

        return new Mean(Array.ConvertAll(sum, score => score / windows), arousal / windows);
    }

    private static bool TryRead(string path, out float[] samples)
    {
        samples = [];
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            samples = Array.ConvertAll(SoundFile.ReadAll(path), AudioBlock.Limit);
            return samples.Length > 0;
        }
        catch (SensorException unreadable) when (unreadable.InnerException is not Win32Exception)
        {
            return false; // but for ffmpeg missing, which no other clip would mend
        }
    }

    private static Item[] Read(string labels, string folder, LabelNames names)
    {
        var table = LabelTable.ReadCsv(labels);
        var (file, label) = (table.Column("file"), table.Column("label"));
        var (speaker, group) = (table.OptionalColumn("speaker"), table.OptionalColumn("group"));
        var arousal = table.OptionalColumn("arousal");
        return [.. table.Rows.Select(row => new Item(
            LabelledFile.PathOf(folder, row.Cell(file)),
            table.Label(row, label, names),
            row.OptionalCell(speaker),
            row.OptionalCell(group),
            Arousal(table, row, row.OptionalCell(arousal))))];
    }

    private static double? Arousal(LabelTable table, LabelTable.Row row, string? arousal) => arousal?.ToLowerInvariant() switch
    {
        null => null,
        "low" => 0,
        "medium" => 1,
        "high" => 2,
        _ => double.TryParse(arousal, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw table.Wrong(row, $"the arousal \"{arousal}\" is neither a number nor low, medium or high"),
    };
}
