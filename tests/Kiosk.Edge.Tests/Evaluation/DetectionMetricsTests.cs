using Kiosk.Edge.Evaluation;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Evaluation;

/// <summary>Against values worked out by hand.</summary>
public sealed class DetectionMetricsTests
{
    private static readonly LabelledBox s_unmasked = new(0, 0, 100, 100, "unmasked");
    private static readonly LabelledBox s_masked = new(200, 0, 100, 100, "masked");

    [Fact]
    public void Everything_found_and_nothing_else_is_one() =>
        Assert.Equal(1, Precision(null, Picture([s_unmasked, s_masked], (0, 0.9f), (200, 0.8f))));

    [Fact]
    public void Nothing_found_is_zero() => Assert.Equal(0, Precision(null, Picture([s_unmasked])));

    [Fact]
    public void Nothing_wanted_is_nothing_to_tell() => Assert.Null(Precision(null, Picture([], (0, 0.9f))));

    [Fact]
    public void A_false_face_above_a_right_one_costs_precision()
    {
        // Right at 0.9, false at 0.8, right at 0.7: recall 1/2 at precision 1, recall 1 at precision 2/3.
        var picture = Picture([s_unmasked, s_masked], (0, 0.9f), (500, 0.8f), (200, 0.7f));

        Assert.Equal(0.5 + 0.5 * 2 / 3, Precision(null, picture)!.Value, 1e-9);
    }

    [Fact]
    public void A_false_face_in_a_picture_without_any_counts()
    {
        var pictures = new[] { Picture([s_unmasked], (0, 0.5f)), Picture([], (0, 0.9f)) };

        Assert.Equal(0.5, Precision(null, pictures));
    }

    [Fact]
    public void A_second_box_on_the_same_face_is_false()
    {
        var picture = Picture([s_unmasked, s_masked], (0, 0.9f), (5, 0.8f), (200, 0.7f));

        Assert.Equal(0.5 + 0.5 * 2 / 3, Precision(null, picture)!.Value, 1e-9);
    }

    [Fact]
    public void A_face_of_another_kind_neither_counts_nor_hurts()
    {
        var picture = Picture([s_unmasked, s_masked], (200, 0.9f), (205, 0.85f), (0, 0.8f));

        Assert.Equal(1, Precision("unmasked", picture));
    }

    [Theory]
    [InlineData(33, 1)]
    [InlineData(34, 0)]
    public void A_box_is_the_face_from_half_an_overlap(float shift, double precision) =>
        Assert.Equal(precision, Precision(null, Picture([s_unmasked], (shift, 0.9f))));

    [Theory]
    [InlineData(40, 40, 1)]
    [InlineData(32, 50, 1)]
    [InlineData(39.9f, 40, null)]
    [InlineData(32, 49.9f, null)]
    public void Recall_is_over_faces_of_40_pixels_and_more(float width, float height, int? recall)
    {
        var face = new LabelledBox(0, 0, width, height, "unmasked");
        var picture = new DetectionMetrics.Result([face], [(new Box(0, 0, width, height), 0.9f)]);

        Assert.Equal(recall, DetectionMetrics.Recall([picture], 0.5f, null));
    }

    [Theory]
    [InlineData(0.5f, 1)]
    [InlineData(0.49f, 0)]
    public void Recall_is_at_the_threshold(float score, double recall) =>
        Assert.Equal(recall, DetectionMetrics.Recall([Picture([s_unmasked], (0, score))], 0.5f, null));

    private static double? Precision(string? kind, params DetectionMetrics.Result[] pictures) =>
        DetectionMetrics.AveragePrecision(pictures, kind);

    /// <summary>Found boxes of 100 × 100 at these places, best first.</summary>
    private static DetectionMetrics.Result Picture(LabelledBox[] labelled, params (float X, float Score)[] found) =>
        new(labelled, [.. found.Select(box => (new Box(box.X, 0, box.X + 100, 100), box.Score))]);
}
