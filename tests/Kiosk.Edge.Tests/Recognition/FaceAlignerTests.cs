using System.Numerics;
using Kiosk.Edge.Recognition;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Recognition;

public sealed class FaceAlignerTests : IDisposable
{
    private static readonly Vector2[] s_template = [new(14, 18), new(34, 18), new(24, 28), new(16, 38), new(32, 38)];

    private readonly FaceAligner _aligner = new(
        new FaceAlignment(48, [[14, 18], [34, 18], [24, 28], [16, 38], [32, 38]]));

    private readonly Mat _crop = new(48, 48, MatType.CV_8UC1, Scalar.All(7));

    public void Dispose()
    {
        _aligner.Dispose();
        _crop.Dispose();
    }

    [Fact]
    public void A_face_that_lies_like_the_template_is_copied()
    {
        using var picture = Picture(60, 60, (x, y) => 4 * (x % 8) + 3 * (y % 8));

        Assert.True(_aligner.TryAlign(picture, s_template, _crop));

        AssertCrop((x, y) => 4 * (x % 8) + 3 * (y % 8), tolerance: 1);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.9)]
    [InlineData(2.1)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(30)]
    public void A_point_of_the_face_lands_where_the_template_says_at_any_size(double scale)
    {
        // A ramp is the same after any averaging, so every pixel tells where it came from.
        var turned = new SimilarityTransform(scale * Math.Cos(0.2), scale * Math.Sin(0.2), 12 * scale, 2 * scale);
        var length = (int)(64 * scale);
        using var picture = Picture(length, length, (x, y) => 110.0 * x / length + 110.0 * y / length);

        Assert.True(_aligner.TryAlign(picture, Array.ConvertAll(s_template, turned.Apply), _crop));

        AssertCrop(
            (x, y) =>
            {
                var from = turned.Apply(new Vector2(x, y));
                return 110.0 * from.X / length + 110.0 * from.Y / length;
            },
            tolerance: 3,
            from: 4,
            to: 44);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(15)]
    public void Fine_structure_of_a_large_face_is_averaged_and_not_sampled(int scale)
    {
        // Black and white lines one pixel wide: any sampling would show some of them.
        using var picture = Picture(50 * scale, 50 * scale, (x, _) => x % 2 * 255);
        var landmarks = Array.ConvertAll(s_template, point => point * scale);

        Assert.True(_aligner.TryAlign(picture, landmarks, _crop));

        AssertCrop((_, _) => 127.5, tolerance: 255.0 / scale / 2 + 2, from: 1, to: 47);
    }

    [Fact]
    public void Beyond_the_edge_the_picture_is_continued()
    {
        using var picture = Picture(20, 20, (_, _) => 90);

        Assert.True(_aligner.TryAlign(picture, s_template, _crop));

        AssertCrop((_, _) => 90, tolerance: 1);
    }

    [Fact]
    public void Landmarks_in_one_place_are_no_face_and_leave_the_crop_alone()
    {
        using var picture = Picture(60, 60, (_, _) => 90);

        Assert.False(_aligner.TryAlign(picture, new Vector2[5], _crop));

        AssertCrop((_, _) => 7, tolerance: 0);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(48, 48)]
    [InlineData(31, 200)]
    [InlineData(700, 500)]
    public void A_picture_that_is_a_face_already_is_taken_whole(int width, int height)
    {
        using var picture = Picture(width, height, (x, _) => 200.0 * (x + 0.5) / width);

        _aligner.Shrink(picture, _crop);

        var slack = width == 1 ? 100 : 200.0 / width + 2;
        AssertCrop((x, _) => 200.0 * (x + 0.5) / 48, slack);
    }

    private static Mat Picture(int width, int height, Func<int, int, double> gray)
    {
        var picture = new Mat(height, width, MatType.CV_8UC3);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var value = (byte)Math.Round(gray(x, y));
                picture.AsSpan<byte>().Slice(3 * (y * width + x), 3).Fill(value);
            }
        }

        return picture;
    }

    private void AssertCrop(Func<int, int, double> expected, double tolerance, int from = 0, int to = 48)
    {
        for (var y = from; y < to; y++)
        {
            for (var x = from; x < to; x++)
            {
                Assert.Equal(expected(x, y), _crop.At<byte>(y, x), tolerance);
            }
        }
    }
}
