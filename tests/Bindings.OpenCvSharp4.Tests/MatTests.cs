using OpenCvSharp;

namespace Bindings.OpenCvSharp4.Tests;

public sealed class MatTests
{
    [Fact]
    public void Knows_its_shape()
    {
        using var mat = new Mat(new Size(5, 3), MatType.CV_8UC3);

        Assert.Equal((3, 5, 5, 3), (mat.Rows, mat.Cols, mat.Width, mat.Height));
        Assert.Equal((3, MatType.CV_8U, 3), (mat.Channels(), mat.Depth(), mat.ElemSize()));
        Assert.Equal((15, 15), (mat.Step(), mat.Total()));
        Assert.True(mat.IsContinuous());
        Assert.Equal("CV_8UC3", mat.Type().ToString());
    }

    [Fact]
    public void Is_empty_until_it_is_created()
    {
        using var mat = new Mat();
        Assert.True(mat.Empty());
        Assert.Equal(0, mat.Total());

        mat.Create(2, 2, MatType.CV_32FC1);

        Assert.False(mat.Empty());
    }

    [Fact]
    public void Keeps_its_memory_when_the_shape_stays()
    {
        using var picture = new Mat(8, 8, MatType.CV_8UC3, Scalar.All(7));
        using var target = new Mat(4, 4, MatType.CV_8UC3);
        var memory = target.Data;

        Cv2.Resize(picture, target, new(4, 4));
        target.Create(4, 4, MatType.CV_8UC3);

        Assert.Equal(memory, target.Data);
        Assert.Equal(new Vec3b(7, 7, 7), target.Get<Vec3b>(2, 2));
    }

    [Fact]
    public unsafe void Works_in_memory_that_the_caller_owns()
    {
        var pixels = stackalloc byte[4 * 8];
        using var view = Mat.FromPixelData(4, 4, MatType.CV_8UC1, (nint)pixels, step: 8);

        view.SetTo(Scalar.All(9));

        Assert.Equal((9, 9, 0), (pixels[3], pixels[8], pixels[4]));
        Assert.False(view.IsContinuous());
        Assert.True(view.AsSpan<byte>().IsEmpty);
        Assert.Equal(4, view.RowSpan<byte>(3).Length);
    }

    [Fact]
    public void Shares_its_pixels_with_a_part_of_it()
    {
        using var whole = new Mat(4, 4, MatType.CV_8UC1, Scalar.All(0));
        var part = whole.SubMat(new Rect(1, 2, 2, 1));

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
    public void Clones_into_memory_of_its_own()
    {
        using var original = new Mat(1, 1, MatType.CV_8UC1, Scalar.All(1));

        using var clone = original.Clone();
        original.SetTo(Scalar.All(2));

        Assert.Equal(1, clone.At<byte>(0, 0));
    }

    [Fact]
    public void Says_what_OpenCV_said()
    {
        using var empty = new Mat();
        using var target = new Mat();

        var failure = Assert.Throws<OpenCVException>(() => Cv2.Resize(empty, target, new(4, 4)));

        Assert.Equal(ErrorCode.StsAssert, failure.Status);
        Assert.Equal("resize", failure.FuncName);
        Assert.Contains("empty()", failure.Message);
        Assert.Equal(failure.ErrMsg, failure.Message);
        Assert.EndsWith("resize.cpp", failure.FileName);
        Assert.True(failure.Line > 0);
    }

    [Fact]
    public void Refuses_to_be_used_after_disposal()
    {
        var mat = new Mat(2, 2, MatType.CV_8UC1);
        mat.Dispose();
        mat.Dispose();

        Assert.True(mat.IsDisposed);
        Assert.Equal(0, mat.CvPtr);
        Assert.Throws<ObjectDisposedException>(() => mat.Clone());
        Assert.Throws<ObjectDisposedException>(() => mat.Empty());
        Assert.Throws<ObjectDisposedException>(() => mat.SetTo(Scalar.All(0)));
    }

    [Fact]
    public void Gives_back_memory_over_a_thousand_pictures()
    {
        using var picture = new Mat(480, 640, MatType.CV_8UC3, new Scalar(1, 2, 3));
        Cv2.ImEncode(".jpg", picture, out var jpeg);
        void Use()
        {
            using var decoded = Cv2.ImDecode(jpeg, ImreadModes.Color);
            using var part = decoded.SubMat(new Rect(0, 0, 320, 240));
            using var copy = part.Clone();
            using var small = new Mat();
            Cv2.Resize(copy, small, new(64, 64));
        }
        for (var i = 0; i < 20; i++)
        {
            Use();
        }

        var before = ResidentMegabytes();
        for (var i = 0; i < 1000; i++)
        {
            Use();
        }

        Assert.InRange(ResidentMegabytes() - before, -1000, 32); // 1,000 pictures hold 1,100 MB
    }

    private static long ResidentMegabytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet >> 20;
    }
}
