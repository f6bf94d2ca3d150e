using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Evaluation;

/// <summary>Compares what a detector found with what was labelled.</summary>
internal static class DetectionMetrics
{
    /// <summary>The overlap from which a found box is the labelled one.</summary>
    private const float SameFace = 0.5f;

    /// <summary>One picture: the boxes labelled and the boxes found, best first.</summary>
    internal sealed record Result(IReadOnlyList<LabelledBox> Labelled, IReadOnlyList<(Box Box, float Score)> Found);

    /// <summary>Area under the precision-recall curve, made monotone, over all its points (PASCAL VOC since 2010).
    /// </summary>
    /// <param name="pictures">Every picture whose faces are all labelled, those without any as well.</param>
    /// <param name="kind">The kind of face that counts; one found on a face of another kind is neither right nor wrong.
    /// Null counts every kind.</param>
    public static double? AveragePrecision(IReadOnlyCollection<Result> pictures, string? kind)
    {
        var wanted = pictures.Sum(picture => picture.Labelled.Count(face => kind is null || face.Kind == kind));
        if (wanted == 0)
        {
            return null;
        }

        var found = pictures.SelectMany(picture => Match(picture, kind)).OrderByDescending(match => match.Score);
        List<double> precisions = [];
        List<double> recalls = [];
        var (right, all) = (0, 0);
        foreach (var match in found)
        {
            right += match.IsRight ? 1 : 0;
            all++;
            precisions.Add((double)right / all);
            recalls.Add((double)right / wanted);
        }

        double area = 0, best = 0;
        for (var i = precisions.Count - 1; i >= 0; i--)
        {
            best = Math.Max(best, precisions[i]);
            area += best * (recalls[i] - (i == 0 ? 0 : recalls[i - 1]));
        }

        return area;
    }

    /// <summary>Share of the large faces that are found with at least this score.</summary>
    public static double? Recall(IReadOnlyCollection<Result> pictures, float threshold, string? kind)
    {
        var (found, wanted) = (0, 0);
        foreach (var picture in pictures)
        {
            var taken = TakenBy(picture with { Found = [.. picture.Found.Where(box => box.Score >= threshold)] }, null);
            for (var i = 0; i < picture.Labelled.Count; i++)
            {
                var face = picture.Labelled[i];
                if (face.IsLarge && (kind is null || face.Kind == kind))
                {
                    wanted++;
                    found += taken.Contains(i) ? 1 : 0;
                }
            }
        }

        return ClassificationMetrics.Share(found, wanted);
    }

    private static IEnumerable<(float Score, bool IsRight)> Match(Result picture, string? kind)
    {
        var taken = TakenBy(picture, kind);
        for (var i = 0; i < picture.Found.Count; i++)
        {
            var (box, score) = picture.Found[i];
            var isRight = taken[i] is not null;
            var isOnAnother = picture.Labelled.Any(face =>
                kind is not null && face.Kind != kind && face.Box.Overlap(box) >= SameFace);
            if (isRight || !isOnAnother)
            {
                yield return (score, isRight);
            }
        }
    }

    /// <summary>For each found box, best first, the number of the labelled face it covers most among those no better
    /// box has taken; null for none.</summary>
    private static int?[] TakenBy(Result picture, string? kind)
    {
        var taken = new int?[picture.Found.Count];
        for (var i = 0; i < taken.Length; i++)
        {
            var most = SameFace;
            for (var face = 0; face < picture.Labelled.Count; face++)
            {
                var overlap = picture.Labelled[face].Box.Overlap(picture.Found[i].Box);
                if (overlap >= most && (kind is null || picture.Labelled[face].Kind == kind) && !taken.Contains(face))
                {
                    most = overlap;
                    taken[i] = face;
                }
            }
        }

        return taken;
    }
}
