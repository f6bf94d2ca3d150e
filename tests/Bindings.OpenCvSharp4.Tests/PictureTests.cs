using OpenCvSharp;

namespace Bindings.OpenCvSharp4.Tests;

public sealed class PictureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencv-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(".png")]
    [InlineData(".webp")]
    public void Reads_back_what_it_wrote_without_loss(string format)
    {
        using var picture = Checks();

        Assert.True(Cv2.ImEncode(format, picture, out var bytes, [(int)ImwriteFlags.WebPQuality, 101]));
        using var decoded = Cv2.ImDecode(bytes, ImreadModes.Color);

        Assert.Equal(MatType.CV_8UC3, decoded.Type());
        Assert.Equal(picture.AsSpan<byte>(), decoded.AsSpan<byte>());
    }

    [Fact]
    public void Reads_a_JPEG_file_close_to_what_it_wrote()
    {
        var path = Path.Combine(_folder.FullName, "grün.jpg");
        using var picture = new Mat(48, 64, MatType.CV_8UC3, new Scalar(200, 100, 50));

        Assert.True(Cv2.ImWrite(path, picture, new ImageEncodingParam(ImwriteFlags.JpegQuality, 95)));
        using var read = Cv2.ImRead(path);

        Assert.Equal(new Size(64, 48), read.Size());
        var mean = Cv2.Mean(read);
        Assert.Equal(200, mean.Val0, tolerance: 3);
        Assert.Equal(100, mean.Val1, tolerance: 3);
        Assert.Equal(50, mean.Val2, tolerance: 3);
    }

    [Fact]
    public void Needs_fewer_bytes_at_lower_quality()
    {
        using var picture = Checks();

        Cv2.ImEncode(".jpg", picture, out var good, new ImageEncodingParam(ImwriteFlags.JpegQuality, 95));
        Cv2.ImEncode(".jpg", picture, out var poor, new ImageEncodingParam(ImwriteFlags.JpegQuality, 10));

        Assert.True(poor.Length < good.Length);
    }

    [Fact]
    public void Decodes_to_grey_when_asked()
    {
        using var picture = new Mat(4, 4, MatType.CV_8UC3, new Scalar(0, 0, 255));
        Cv2.ImEncode(".png", picture, out var bytes);

        using var grey = Cv2.ImDecode(bytes.AsSpan(), ImreadModes.Grayscale);

        Assert.Equal(MatType.CV_8UC1, grey.Type());
        Assert.Equal(76, grey.At<byte>(3, 3));
    }

    [Fact]
    public void Gives_an_empty_picture_for_bytes_that_are_none()
    {
        using var decoded = Cv2.ImDecode("this is no picture"u8, ImreadModes.Color);

        Assert.True(decoded.Empty());
    }

    [Fact]
    public void Gives_an_empty_picture_for_a_file_that_is_missing()
    {
        using var read = Cv2.ImRead(Path.Combine(_folder.FullName, "missing.png"));

        Assert.True(read.Empty());
    }

    [Fact]
    public void Gives_an_empty_picture_when_a_file_ends_within_its_header()
    {
        using var picture = Checks();
        Cv2.ImEncode(".jpg", picture, out var bytes);

        using var decoded = Cv2.ImDecode(bytes.AsSpan(0, 20), ImreadModes.Color);

        Assert.True(decoded.Empty());
    }

    /// <summary>A picture in which no two neighbours are alike.</summary>
    private static Mat Checks()
    {
        const int Rows = 24;
        const int Cols = 32;
        var picture = new Mat(Rows, Cols, MatType.CV_8UC3);
        for (var y = 0; y < Rows; y++)
        {
            for (var x = 0; x < Cols; x++)
            {
                picture.Set(y, x, new Vec3b((byte)(x * 8), (byte)(y * 10), (byte)((x ^ y) % 2 * 255)));
            }
        }
        return picture;
    }
}
