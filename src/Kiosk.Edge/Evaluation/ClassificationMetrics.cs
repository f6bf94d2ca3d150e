namespace Kiosk.Edge.Evaluation;

/// <summary>The figures of a <see cref="ClassificationReport"/>. Null where there is nothing to divide by.</summary>
internal static class ClassificationMetrics
{
    private const int CalibrationBins = 15;

    /// <summary>Draws of a bootstrap; its bounds then move in the third decimal.</summary>
    private const int Draws = 1000;

    public static double? Accuracy(IReadOnlyCollection<Prediction> predictions) =>
        Share(predictions.Count(prediction => prediction.IsRight), predictions.Count);

    /// <summary>Mean of the recalls of the labels that occur.</summary>
    public static double? MacroRecall(IReadOnlyCollection<Prediction> predictions) => predictions
        .GroupBy(prediction => prediction.Label)
        .Select(label => Accuracy([.. label]))
        .Average();

    /// <summary>Expected calibration error (Naeini et al. 2015, AAAI) of the best label: the mean distance between
    /// confidence and accuracy over bins of equal width, weighted by their items.</summary>
    public static double? CalibrationError(IReadOnlyCollection<Prediction> predictions)
    {
        var scored = predictions.Where(prediction => prediction.Scores is not null).ToArray();
        if (scored.Length == 0)
        {
            return null;
        }

        return scored
            .GroupBy(prediction => Math.Min((int)(prediction.Confidence * CalibrationBins), CalibrationBins - 1))
            .Sum(bin => Math.Abs(bin.Sum(prediction => prediction.Confidence - (prediction.IsRight ? 1.0 : 0.0)))) / scored.Length;
    }

    public static ClassResult Class(IReadOnlyCollection<Prediction> predictions, int label)
    {
        var found = predictions.Count(prediction => prediction.Label == label && prediction.IsRight);
        var count = predictions.Count(prediction => prediction.Label == label);
        return new ClassResult(Share(found, count), Share(found, predictions.Count(prediction => prediction.Best == label)), count);
    }

    public static AbstainResult Abstain(IReadOnlyCollection<Prediction> predictions)
    {
        var answered = predictions.Where(prediction => !prediction.Abstained).ToArray();
        var most = (int)Math.Ceiling(0.8 * predictions.Count);
        var surest = predictions.OrderByDescending(prediction => prediction.Confidence).Take(most).ToArray();
        return new AbstainResult(Share(answered.Length, predictions.Count), Accuracy(answered), Accuracy(surest));
    }

    /// <summary>Area under the ROC curve of one label's score against all other labels.</summary>
    public static double? AreaUnderCurve(IReadOnlyCollection<Prediction> predictions, int label) => Concordance(
        [
            .. from prediction in predictions
               let scores = prediction.Scores
               where scores is not null
               select (prediction.Label == label ? 1.0 : 0.0, (double)scores[label]),
        ]);

    public static double? ArousalAreaUnderCurve(IReadOnlyCollection<Prediction> predictions) => Concordance(
        [
            .. from prediction in predictions
               where prediction is { Arousal: not null, ScoredArousal: not null }
               select (prediction.Arousal ?? 0, prediction.ScoredArousal ?? 0),
        ]);

    /// <summary>How often, of two items with different true values, the one with the higher value has the higher score;
    /// equal scores count half. With two values this is the area under the ROC curve; with more, Harrell's C.
    /// </summary>
    public static double? Concordance(IReadOnlyList<(double True, double Score)> items)
    {
        var levels = items.Select(item => item.True).Distinct().Order().ToArray();
        var below = new double[levels.Length];
        double right = 0;
        foreach (var tied in items.GroupBy(item => item.Score).OrderBy(group => group.Key))
        {
            var here = new double[levels.Length];
            foreach (var item in tied)
            {
                here[Array.BinarySearch(levels, item.True)]++;
            }

            right += Pairs(here, lower => below[lower] + here[lower] / 2);
            for (var level = 0; level < levels.Length; level++)
            {
                below[level] += here[level];
            }
        }

        var pairs = Pairs(below, lower => below[lower]);
        return pairs == 0 ? null : right / pairs;
    }

    /// <summary>Where 95 % of the macro recalls lie when as many speakers are drawn with replacement (bootstrap over
    /// clusters: clips of one voice are not independent of each other).</summary>
    public static Interval? MacroRecallOverSpeakers(IReadOnlyCollection<Prediction> predictions)
    {
        var speakers = predictions.Where(prediction => prediction.Speaker is not null)
            .GroupBy(prediction => prediction.Speaker)
            .Select(clips => clips.ToArray())
            .ToArray();
        if (speakers.Length < 2)
        {
            return null;
        }

        // The same seed, so that the same set gives the same bounds.
        var random = new Random(1);
        var drawn = Enumerable.Range(0, Draws)
            .Select(_ => random.GetItems(speakers, speakers.Length).SelectMany(clips => clips).ToArray())
            .Select(clips => MacroRecall(clips) ?? 0)
            .Order()
            .ToArray();
        return new Interval(drawn[(int)(0.025 * Draws)], drawn[(int)(0.975 * Draws)]);
    }

    /// <summary>Pairs of an item of one level with its partners of each lower level.</summary>
    private static double Pairs(double[] counts, Func<int, double> partners)
    {
        double sum = 0;
        for (var level = 0; level < counts.Length; level++)
        {
            for (var lower = 0; lower < level; lower++)
            {
                sum += counts[level] * partners(lower);
            }
        }

        return sum;
    }

    public static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
