using Kiosk.Edge.Evaluation;

namespace Kiosk.Edge.Tests.Evaluation;

/// <summary>Against values worked out by hand.</summary>
public sealed class ClassificationMetricsTests
{
    /// <summary>Two of label 0 (one right), two of label 1 (both right), one without an prediction.</summary>
    private static readonly Prediction[] s_predictions =
    [
        new(0, [0.9f, 0.1f, 0f], false),
        new(0, [0.2f, 0.6f, 0.2f], false),
        new(1, [0.1f, 0.8f, 0.1f], false),
        new(1, [0.3f, 0.4f, 0.3f], true),
        new(2, null, true),
    ];

    [Fact]
    public void Accuracy_counts_an_item_without_scores_as_wrong() =>
        Assert.Equal(0.6, ClassificationMetrics.Accuracy(s_predictions));

    [Fact]
    public void Macro_recall_is_the_mean_over_the_labels_that_occur() =>
        Assert.Equal((0.5 + 1 + 0) / 3, ClassificationMetrics.MacroRecall(s_predictions)!.Value, 1e-9);

    [Fact]
    public void Calibration_error_is_the_weighted_distance_of_confidence_and_accuracy()
    {
        // Bins: 0.9 right, 0.6 wrong, 0.8 right, 0.4 right; each alone in its bin of 15.
        var expected = (0.1 + 0.6 + 0.2 + 0.6) / 4;

        Assert.Equal(expected, ClassificationMetrics.CalibrationError(s_predictions)!.Value, 1e-6);
    }

    [Fact]
    public void Calibration_error_averages_inside_of_a_bin()
    {
        // 0.61 wrong and 0.65 right share the bin [0.6, 0.667): mean confidence 0.63, accuracy 0.5.
        Prediction[] predictions = [new(1, [0.61f, 0.39f], false), new(0, [0.65f, 0.35f], false)];

        Assert.Equal(0.13, ClassificationMetrics.CalibrationError(predictions)!.Value, 1e-6);
    }

    [Fact]
    public void A_confidence_of_one_is_in_the_last_bin() =>
        Assert.Equal(0.0, ClassificationMetrics.CalibrationError([new(0, [1f, 0f], false)])!.Value);

    [Fact]
    public void Recall_and_precision_of_a_label()
    {
        Assert.Equal(new ClassResult(0.5, 1, 2), ClassificationMetrics.Class(s_predictions, 0));
        Assert.Equal(new ClassResult(1, 2.0 / 3, 2), ClassificationMetrics.Class(s_predictions, 1));
        Assert.Equal(new ClassResult(0, null, 1), ClassificationMetrics.Class(s_predictions, 2));
        Assert.Equal(new ClassResult(null, null, 0), ClassificationMetrics.Class(s_predictions, 3));
    }

    [Fact]
    public void Abstaining_buys_accuracy_with_coverage()
    {
        var abstain = ClassificationMetrics.Abstain(s_predictions);

        Assert.Equal(0.6, abstain.Coverage);
        Assert.Equal(2.0 / 3, abstain.Accuracy);

        // The four surest: 0.9 right, 0.8 right, 0.6 wrong, 0.4 right.
        Assert.Equal(0.75, abstain.AccuracyAt80);
    }

    [Fact]
    public void The_area_under_the_curve_is_the_share_of_pairs_in_the_right_order()
    {
        // Label 0 scored 0.9 and 0.2; the others 0.1 and 0.3: three of four pairs.
        Assert.Equal(0.75, ClassificationMetrics.AreaUnderCurve(s_predictions, 0));
        Assert.Null(ClassificationMetrics.AreaUnderCurve(s_predictions, 2));
    }

    [Theory]
    [InlineData(new[] { 0.0, 0, 1, 1 }, new[] { 0.1, 0.2, 0.3, 0.4 }, 1.0)]
    [InlineData(new[] { 0.0, 0, 1, 1 }, new[] { 0.4, 0.3, 0.2, 0.1 }, 0.0)]
    [InlineData(new[] { 0.0, 0, 1, 1 }, new[] { 0.5, 0.5, 0.5, 0.5 }, 0.5)]
    [InlineData(new[] { 0.0, 1, 2 }, new[] { 0.1, 0.3, 0.2 }, 2.0 / 3)]
    public void Equal_scores_count_half(double[] truth, double[] scores, double expected) =>
        Assert.Equal(expected, ClassificationMetrics.Concordance([.. truth.Zip(scores)])!.Value, 1e-9);

    [Fact]
    public void Concordance_agrees_with_comparing_every_pair()
    {
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            (double, double)[] items =
                [.. Enumerable.Range(0, 40).Select(_ => ((double)random.Next(4), (double)random.Next(10)))];

            Assert.Equal(NaiveConcordance(items), ClassificationMetrics.Concordance(items)!.Value, 1e-9);
        }
    }

    [Fact]
    public void One_value_has_no_order() => Assert.Null(ClassificationMetrics.Concordance([(1, 0.1), (1, 0.9)]));

    [Fact]
    public void Speakers_who_are_all_alike_leave_no_doubt()
    {
        Prediction[] predictions =
        [
            .. Enumerable.Range(0, 10).SelectMany(speaker => new Prediction[]
            {
                new(0, [1, 0], false) { Speaker = $"{speaker}" },
                new(1, [1, 0], false) { Speaker = $"{speaker}" },
            }),
        ];

        Assert.Equal(new Interval(0.5, 0.5), ClassificationMetrics.MacroRecallOverSpeakers(predictions));
    }

    [Fact]
    public void Speakers_who_differ_widen_the_interval()
    {
        Prediction[] predictions =
        [
            .. Enumerable.Range(0, 10).Select(speaker =>
                new Prediction(0, speaker < 5 ? [1, 0] : [0, 1], false) { Speaker = $"{speaker}" }),
        ];

        var interval = ClassificationMetrics.MacroRecallOverSpeakers(predictions)!;

        Assert.InRange(interval.Low, 0.1, 0.3);
        Assert.InRange(interval.High, 0.7, 0.9);
    }

    [Fact]
    public void Without_items_there_is_nothing_to_tell()
    {
        Assert.Null(ClassificationMetrics.Accuracy([]));
        Assert.Null(ClassificationMetrics.MacroRecall([]));
        Assert.Null(ClassificationMetrics.CalibrationError([]));
        Assert.Null(ClassificationMetrics.MacroRecallOverSpeakers([]));
        Assert.Equal(new AbstainResult(null, null, null), ClassificationMetrics.Abstain([]));
        Assert.Null(Percentiles.Of(Array.Empty<double>()));
    }

    [Fact]
    public void A_percentile_is_one_of_the_times()
    {
        var times = Enumerable.Range(1, 20).Select(i => TimeSpan.FromMilliseconds(i));

        Assert.Equal(new Percentiles(10, 19), Percentiles.Of(times));
    }

    private static double NaiveConcordance((double True, double Score)[] items)
    {
        var pairs = from low in items from high in items where low.True < high.True select low.Score - high.Score;
        return pairs.Average(difference => difference < 0 ? 1 : difference == 0 ? 0.5 : 0);
    }
}
