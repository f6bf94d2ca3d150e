using System.Diagnostics;
using System.Text.Json;
using Kiosk.Edge.Recognition;
using OpenCvSharp;

namespace Kiosk.Edge.Evaluation;

/// <summary>Evaluates <c>face_detector</c> over a JSON list of <see cref="LabelledPicture"/>.</summary>
internal static class DetectionEvaluation
{
    /// <summary>The score from which a box is on the precision-recall curve; what lies below adds nothing to its area
    /// but time.</summary>
    private const float CurveFrom = 0.02f;

    /// <param name="labels">The JSON file.</param>
    /// <param name="folder">What relative paths in it are below.</param>
    /// <param name="models">The models.</param>
    /// <param name="progress">Shows how far it is.</param>
    public static DetectionReport Run(string labels, string folder, ModelStore models, EvaluationProgress progress)
    {
        var items = Read(labels);
        using var detector = new FaceDetector(models);
        using var picture = new Mat();
        List<(string Faces, DetectionMetrics.Result Result)> results = [];
        List<TimeSpan> times = [];
        progress.ForEach(items, item =>
        {
            if (!Picture.TryRead(LabelledFile.PathOf(folder, item.File), picture))
            {
                return;
            }

            var began = Stopwatch.GetTimestamp();
            var found = detector.Detect(picture, Math.Min(CurveFrom, detector.Threshold));
            times.Add(Stopwatch.GetElapsedTime(began));

            List<(Box, float)> boxes = [];
            foreach (var face in found)
            {
                boxes.Add((face.Box, face.Score));
            }

            results.Add((item.Faces, new DetectionMetrics.Result(item.Boxes ?? [], boxes)));
        });

        var labelled = Of(LabelledPicture.Labelled, LabelledPicture.None);
        var none = Of(LabelledPicture.None);
        var unlabelled = Of(LabelledPicture.Unlabelled);
        var threshold = detector.Threshold;
        return new DetectionReport
        {
            Model = detector.Card.Name,
            Version = detector.Card.Version,
            Items = results.Count,
            Skipped = items.Count - results.Count,
            Ap50 = new AveragePrecisions(
                DetectionMetrics.AveragePrecision(labelled, null),
                DetectionMetrics.AveragePrecision(labelled, LabelledBox.Unmasked),
                DetectionMetrics.AveragePrecision(labelled, LabelledBox.Masked)),
            Recall = DetectionMetrics.Recall(labelled, threshold, null),
            RecallByKind = new KindRecalls(
                DetectionMetrics.Recall(labelled, threshold, LabelledBox.Unmasked),
                DetectionMetrics.Recall(labelled, threshold, LabelledBox.Masked)),
            FoundInUnlabelled = ClassificationMetrics.Share(unlabelled.Count(HasFace), unlabelled.Count),
            FalsePerImage = ClassificationMetrics.Share(none.Sum(Faces), none.Count),
            MsPerItem = Percentiles.Of(times),
        };

        List<DetectionMetrics.Result> Of(params string[] faces) =>
            [.. results.Where(result => faces.Contains(result.Faces)).Select(result => result.Result)];

        int Faces(DetectionMetrics.Result result) => result.Found.Count(box => box.Score >= threshold);

        bool HasFace(DetectionMetrics.Result result) => Faces(result) > 0;
    }

    private static List<LabelledPicture> Read(string labels)
    {
        try
        {
            using var file = File.OpenRead(labels);
            var pictures = JsonSerializer.Deserialize(file, EvaluationJson.Default.ListLabelledPicture);
            return pictures is { Count: > 0 }
                ? pictures.ConvertAll(picture => Checked(labels, picture))
                : throw new EvaluationException($"{labels} lists no picture.");
        }
        catch (JsonException exception)
        {
            throw new EvaluationException(
                $"{labels} is not a JSON list of pictures ({exception.Message.TrimEnd('.')}).", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"The labels can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>The picture with its words in lower case, as they are compared.</summary>
    private static LabelledPicture Checked(string labels, LabelledPicture? picture)
    {
        if (picture is null)
        {
            throw new EvaluationException($"{labels} lists null instead of a picture.");
        }

        var faces = picture.Faces.ToLowerInvariant();
        if (faces is not (LabelledPicture.Labelled or LabelledPicture.Unlabelled or LabelledPicture.None))
        {
            throw new EvaluationException(
                $"{labels}: the faces of {picture.File} are \"{picture.Faces}\" instead of {LabelledPicture.Labelled}, "
                + $"{LabelledPicture.Unlabelled} or {LabelledPicture.None}.");
        }

        return picture with
        {
            Faces = faces,
            Boxes = picture.Boxes?.Select(box => Checked(labels, picture.File, box)).ToArray(),
        };
    }

    private static LabelledBox Checked(string labels, string file, LabelledBox? box)
    {
        if (box is null)
        {
            throw new EvaluationException($"{labels}: a box of {file} is null.");
        }

        var kind = box.Kind.ToLowerInvariant();
        return kind is LabelledBox.Unmasked or LabelledBox.Masked
            ? box with { Kind = kind }
            : throw new EvaluationException(
                $"{labels}: the kind of a face of {file} is \"{box.Kind}\" instead of {LabelledBox.Unmasked} or "
                + $"{LabelledBox.Masked}.");
    }
}
