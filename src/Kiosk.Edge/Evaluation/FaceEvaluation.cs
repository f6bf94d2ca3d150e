using System.Diagnostics;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Evaluation;

/// <summary>Evaluates <c>face_expression</c>, behind the detector as in the kiosk or on crops, over
/// <c>file,label[,group]</c>.</summary>
internal static class FaceEvaluation
{
    private sealed record Item(string Path, int Label, string? Group);

    /// <param name="labels">The CSV file.</param>
    /// <param name="folder">What relative paths in it are below.</param>
    /// <param name="areCrops">The pictures are faces and nothing else.</param>
    /// <param name="models">The models.</param>
    /// <param name="progress">Shows how far it is.</param>
    public static ClassificationReport Run(
        string labels, string folder, bool areCrops, ModelStore models, EvaluationProgress progress)
    {
        var names = LabelNames.Of<Expression>();
        var items = Read(labels, folder, names);
        var result = new Classification(names);
        if (!areCrops)
        {
            using var recognizer = new FaceRecognizer(models, expectsFace: true);
            Measure(items, ReadPicture, result, progress);
            return result.Report(recognizer.Card, countsFaces: true);

            FaceReading ReadPicture(VideoFrame frame)
            {
                // Another picture, another person.
                recognizer.Clear();
                return recognizer.Read(frame);
            }
        }

        using var expression = new FaceExpressionModel(models);
        using var aligner = new FaceAligner(expression.Alignment);
        Measure(items, ReadCrop, result, progress);
        return result.Report(expression.Card, countsFaces: true);

        FaceReading ReadCrop(VideoFrame frame)
        {
            aligner.Shrink(frame.Image, expression.Face);
            var scores = expression.Run();
            return new FaceReading(frame.CapturedAt, 1, scores, expression.Card.Abstains(scores));
        }
    }

    private static void Measure(
        Item[] items, Func<VideoFrame, FaceReading> read, Classification result, EvaluationProgress progress)
    {
        using var frame = new VideoFrame();
        progress.ForEach(items, item =>
        {
            if (!Picture.TryRead(item.Path, frame.Image))
            {
                result.Skipped++;
                return;
            }

            var began = Stopwatch.GetTimestamp();
            var reading = read(frame);
            var took = Stopwatch.GetElapsedTime(began);
            var scores = reading.Scores;
            result.Add(new Prediction(item.Label, reading.Faces == 0 ? null : [.. scores], reading.Abstained)
            {
                Group = item.Group,
                Took = took,
            });
        });
    }

    private static Item[] Read(string labels, string folder, LabelNames names)
    {
        var table = LabelTable.ReadCsv(labels);
        var (file, label, group) = (table.Column("file"), table.Column("label"), table.OptionalColumn("group"));
        return [.. table.Rows.Select(row => new Item(
            LabelledFile.PathOf(folder, row.Cell(file)), table.Label(row, label, names), row.OptionalCell(group)))];
    }
}
