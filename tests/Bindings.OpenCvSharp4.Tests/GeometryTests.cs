using OpenCvSharp;

namespace Bindings.OpenCvSharp4.Tests;

public sealed class GeometryTests
{
    [Fact]
    public void Shrinks_by_area_to_the_mean_of_each_block()
    {
        using var picture = Grey([0, 2, 10, 10], [4, 6, 10, 10], [100, 100, 0, 0], [100, 100, 0, 200]);
        using var half = new Mat();

        Cv2.Resize(picture, half, new(2, 2), interpolation: InterpolationFlags.Area);

        Assert.Equal([3, 10, 100, 50], half.AsSpan<byte>().ToArray());
    }

    [Fact]
    public void Moves_pixels_where_the_transform_sends_them()
    {
        using var picture = Grey([1, 2, 3], [4, 5, 6], [7, 8, 9]);
        using var moved = new Mat();
        using var twoRightOneDown = Cv2.GetAffineTransform(
            [new Point2f(0, 0), new Point2f(1, 0), new Point2f(0, 1)],
            [new Point2f(2, 1), new Point2f(3, 1), new Point2f(2, 2)]);

        Cv2.WarpAffine(picture, moved, twoRightOneDown, new(3, 3), InterpolationFlags.Nearest, BorderTypes.Constant,
            Scalar.All(99));

        Assert.Equal([99, 99, 99, 99, 99, 1, 99, 99, 4], moved.AsSpan<byte>().ToArray());
    }

    [Fact]
    public void Reads_the_transform_from_destination_to_source_when_told()
    {
        using var picture = Grey([1, 2, 3], [4, 5, 6], [7, 8, 9]);
        using var turned = new Mat();
        using var quarter = new Mat(2, 3, MatType.CV_64FC1, Scalar.All(0));
        quarter.Set(0, 1, 1.0); // source x = destination y
        quarter.Set(1, 0, -1.0); // source y = 2 − destination x
        quarter.Set(1, 2, 2.0);

        Cv2.WarpAffine(
            picture, turned, quarter, new(3, 3), InterpolationFlags.Nearest | InterpolationFlags.WarpInverseMap);

        Assert.Equal([7, 4, 1, 8, 5, 2, 9, 6, 3], turned.AsSpan<byte>().ToArray());
    }

    [Fact]
    public void Finds_the_transform_that_three_points_determine()
    {
        using var transform = Cv2.GetAffineTransform(
            [new Point2f(0, 0), new Point2f(10, 0), new Point2f(0, 10)],
            [new Point2f(5, 7), new Point2f(25, 7), new Point2f(5, 37)]);

        Assert.Equal(MatType.CV_64FC1, transform.Type());
        Assert.Equal([2, 0, 5, 0, 3, 7], transform.AsSpan<double>().ToArray().Select(v => Math.Round(v, 6)));
    }

    [Fact]
    public void Letterboxes_with_the_border_it_was_given()
    {
        using var picture = Grey([1, 2], [3, 4]);
        using var boxed = new Mat();

        Cv2.CopyMakeBorder(picture, boxed, 1, 0, 0, 1, BorderTypes.Constant, Scalar.All(114));

        Assert.Equal([114, 114, 114, 1, 2, 114, 3, 4, 114], boxed.AsSpan<byte>().ToArray());
    }

    [Fact]
    public void Weighs_colours_as_the_eye_does()
    {
        using var picture = new Mat(1, 3, MatType.CV_8UC3);
        picture.Set(0, 0, new Vec3b(255, 0, 0));
        picture.Set(0, 1, new Vec3b(0, 255, 0));
        picture.Set(0, 2, new Vec3b(0, 0, 255));
        using var grey = new Mat();

        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);

        Assert.Equal([29, 150, 76], grey.AsSpan<byte>().ToArray()); // ITU-R BT.601: 0.114 B + 0.587 G + 0.299 R
    }

    [Fact]
    public void Swaps_red_and_blue()
    {
        using var picture = new Mat(1, 1, MatType.CV_8UC3, new Scalar(1, 2, 3));
        using var swapped = new Mat();

        Cv2.CvtColor(picture, swapped, ColorConversionCodes.BGR2RGB);

        Assert.Equal(new Vec3b(3, 2, 1), swapped.Get<Vec3b>(0, 0));
    }

    [Fact]
    public void Blurs_without_changing_the_mean()
    {
        using var picture = new Mat(31, 31, MatType.CV_32FC1, Scalar.All(0));
        picture.Set(15, 15, 1f);
        using var blurred = new Mat();

        Cv2.GaussianBlur(picture, blurred, new(9, 9), 1.5);

        Assert.Equal(1.0 / (31 * 31), Cv2.Mean(blurred).Val0, tolerance: 1e-7);
        Assert.InRange(blurred.Get<float>(15, 15), 0.01f, 0.2f);
    }

    [Fact]
    public void Averages_only_what_the_mask_shows()
    {
        using var picture = Grey([10, 20], [30, 40]);
        using var mask = Grey([0, 255], [0, 255]);

        Assert.Equal(30, Cv2.Mean(picture, mask).Val0);
    }

    [Fact]
    public void Scales_numbers_while_it_converts_them()
    {
        using var bytes = Grey([0, 51], [102, 255]);
        using var floats = new Mat();

        bytes.ConvertTo(floats, MatType.CV_32FC1, 1 / 255.0);

        Assert.Equal([0, 0.2, 0.4, 1], floats.AsSpan<float>().ToArray().Select(v => Math.Round(v, 6)));
    }

    [Fact]
    public void Draws_each_shape_where_it_belongs()
    {
        using var canvas = new Mat(40, 60, MatType.CV_8UC1, Scalar.All(0));

        Cv2.Rectangle(canvas, new Rect(0, 0, 4, 4), Scalar.All(1), thickness: -1);
        Cv2.Line(canvas, new(10, 0), new(10, 9), Scalar.All(2));
        Cv2.Circle(canvas, new(20, 5), 3, Scalar.All(3), thickness: -1);
        Cv2.Ellipse(canvas, new(40, 10), new(8, 4), 0, 0, 360, Scalar.All(4), thickness: -1);
        Cv2.FillConvexPoly(canvas, [new(0, 20), new(9, 20), new(9, 29), new(0, 29)], Scalar.All(5));
        Cv2.FillPoly(canvas, [[new(20, 20), new(29, 20), new(29, 29)], [new(40, 20), new(49, 20), new(49, 29)]],
            Scalar.All(6), offset: new Point(0, 1));

        Assert.Equal(1, canvas.At<byte>(3, 3));
        Assert.Equal(2, canvas.At<byte>(9, 10));
        Assert.Equal(3, canvas.At<byte>(5, 22));
        Assert.Equal(4, canvas.At<byte>(10, 47));
        Assert.Equal(0, canvas.At<byte>(15, 47));
        Assert.Equal(5, canvas.At<byte>(29, 9));
        Assert.Equal(6, canvas.At<byte>(22, 28));
        Assert.Equal(6, canvas.At<byte>(22, 48));
        Assert.Equal(0, canvas.At<byte>(20, 28));
    }

    private static Mat Grey(params byte[][] rows)
    {
        var picture = new Mat(rows.Length, rows[0].Length, MatType.CV_8UC1);
        for (var y = 0; y < rows.Length; y++)
        {
            rows[y].CopyTo(picture.RowSpan<byte>(y));
        }
        return picture;
    }
}
