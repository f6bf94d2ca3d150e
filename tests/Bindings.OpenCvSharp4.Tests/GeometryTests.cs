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
        using var twoRightOneDown = new Mat(2, 3, MatType.CV_64FC1);
        ((ReadOnlySpan<double>)[1, 0, 2, 0, 1, 1]).CopyTo(twoRightOneDown.AsSpan<double>());

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
    public void Weighs_colours_as_the_eye_does()
    {
        using var picture = new Mat(1, 3, MatType.CV_8UC3);
        ((ReadOnlySpan<byte>)[255, 0, 0, 0, 255, 0, 0, 0, 255]).CopyTo(picture.AsSpan<byte>());
        using var grey = new Mat();

        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);

        Assert.Equal([29, 150, 76], grey.AsSpan<byte>().ToArray()); // ITU-R BT.601: 0.114 B + 0.587 G + 0.299 R
    }

    [Fact]
    public void Averages_only_what_the_mask_shows()
    {
        using var picture = Grey([10, 20], [30, 40]);
        using var mask = Grey([0, 255], [0, 255]);

        Assert.Equal(30, Cv2.Mean(picture, mask).Val0);
    }

    private static Mat Grey(params byte[][] rows)
    {
        var picture = new Mat(rows.Length, rows[0].Length, MatType.CV_8UC1);
        rows.SelectMany(row => row).ToArray().CopyTo(picture.AsSpan<byte>());
        return picture;
    }
}
