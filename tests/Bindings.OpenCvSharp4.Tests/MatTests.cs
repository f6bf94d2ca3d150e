using OpenCvSharp;

namespace Bindings.OpenCvSharp4.Tests;

public sealed class MatTests
{
    [Fact]
    public void Knows_its_shape()
    {
        using var mat = new Mat(new Size(5, 3), MatType.CV_8UC3);

        Assert.Equal((3, 5, 5, 3), (mat.Rows, mat.Cols, mat.Width, mat.Height));
        Assert.Equal(new Size(5, 3), mat.Size());
        Assert.Equal(15 * 3, mat.AsSpan<byte>().Length);
        Assert.Equal(MatType.CV_8UC3, mat.Type());
        Assert.Equal("CV_8UC3", mat.Type().ToString());
    }

    [Fact]
    public void Is_empty_until_it_is_created()
    {
        using var mat = new Mat();
        Assert.True(mat.Empty());

        mat.Create(2, 2, MatType.CV_64FC1);

        Assert.False(mat.Empty());
    }

    [Fact]
    public unsafe void Keeps_its_memory_when_the_shape_stays()
    {
        using var picture = new Mat(8, 8, MatType.CV_8UC3, Scalar.All(7));
        var pixels = stackalloc byte[4 * 4 * 3];
        using var target = Mat.FromPixelData(4, 4, MatType.CV_8UC3, (nint)pixels);

        Cv2.Resize(picture, target, new(4, 4));
        target.Create(4, 4, MatType.CV_8UC3);
        target.AsSpan<byte>()[0] = 8;

        Assert.Equal((8, 7, 7), (pixels[0], pixels[1], pixels[47]));
    }

    [Fact]
    public unsafe void Works_in_memory_that_the_caller_owns()
    {
        var pixels = stackalloc byte[4 * 8];
        using var view = Mat.FromPixelData(4, 4, MatType.CV_8UC1, (nint)pixels, step: 8);

        view.SetTo(Scalar.All(9));

        Assert.Equal((9, 9, 0), (pixels[3], pixels[8], pixels[4]));
        Assert.True(view.AsSpan<byte>().IsEmpty); // its rows do not follow each other without gaps
    }

    [Fact]
    public void Shares_its_pixels_with_a_part_of_it()
    {
        using var whole = new Mat(4, 4, MatType.CV_8UC1, Scalar.All(0));
        var part = new Mat(whole, new Rect(1, 2, 2, 1));

        part.SetTo(Scalar.All(5));
        part.Dispose();

        Assert.Equal(5, whole.At<byte>(2, 1));
        Assert.Equal(5, whole.At<byte>(2, 2));
        Assert.Equal(0, whole.At<byte>(1, 1));
    }

    [Fact]
    public void Lets_a_part_outlive_the_whole()
    {
        var whole = new Mat(100, 100, MatType.CV_8UC1, Scalar.All(3));
        using var part = new Mat(whole, new Rect(10, 10, 5, 5));

        whole.Dispose();

        Assert.Equal(3, Cv2.Mean(part).Val0);
    }

    [Fact]
    public void Copies_only_what_the_mask_shows()
    {
        using var from = new Mat(1, 2, MatType.CV_8UC1, Scalar.All(8));
        using var to = new Mat(1, 2, MatType.CV_8UC1, Scalar.All(1));
        using var mask = new Mat(1, 2, MatType.CV_8UC1, Scalar.All(0));
        mask.Set(0, 1, (byte)255);

        from.CopyTo(to, mask);

        Assert.Equal([1, 8], to.AsSpan<byte>().ToArray());
    }

    [Fact]
    public void Says_what_OpenCV_said()
    {
        using var empty = new Mat();
        using var target = new Mat();

        var failure = Assert.Throws<OpenCVException>(() => Cv2.Resize(empty, target, new(4, 4)));

        Assert.Contains("empty()", failure.Message);
    }

    [Fact]
    public void Refuses_to_be_used_after_disposal()
    {
        var mat = new Mat(2, 2, MatType.CV_8UC1);
        mat.Dispose();
        mat.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mat.Size());
        Assert.Throws<ObjectDisposedException>(() => mat.Empty());
        Assert.Throws<ObjectDisposedException>(() => mat.SetTo(Scalar.All(0)));
    }
}
