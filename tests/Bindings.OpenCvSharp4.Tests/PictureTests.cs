using OpenCvSharp;

namespace Bindings.OpenCvSharp4.Tests;

public sealed class PictureTests : IDisposable
{
    private const int Rows = 24;
    private const int Cols = 32;

    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("checks.png")]
    [InlineData("checks.bmp")]
    public void Decodes_what_was_compressed_without_loss(string name)
    {
        var pixels = Checks();

        using var decoded = Cv2.ImDecode(_folder.Bytes(name, pixels, Cols), ImreadModes.Color);

        Assert.Equal((MatType.CV_8UC3, new Size(Cols, Rows)), (decoded.Type(), decoded.Size()));
        Assert.Equal(pixels, decoded.AsSpan<byte>().ToArray());
    }

    [Theory]
    [InlineData("plain.jpg")]
    [InlineData("plain.webp")]
    public void Decodes_a_compressed_picture_close_to_what_it_was(string name)
    {
        var pixels = Enumerable.Repeat<byte[]>([200, 100, 50], Rows * Cols).SelectMany(pixel => pixel).ToArray();

        using var decoded = Cv2.ImDecode(_folder.Bytes(name, pixels, Cols), ImreadModes.Color);

        Assert.Equal(new Size(Cols, Rows), decoded.Size());
        var mean = Cv2.Mean(decoded);
        Assert.Equal(200, mean.Val0, tolerance: 5);
        Assert.Equal(100, mean.Val1, tolerance: 5);
        Assert.Equal(50, mean.Val2, tolerance: 5);
    }

    [Fact]
    public void Gives_an_empty_picture_for_bytes_that_are_none()
    {
        using var decoded = Cv2.ImDecode("this is no picture"u8, ImreadModes.Color);

        Assert.True(decoded.Empty());
    }

    [Fact]
    public void Gives_an_empty_picture_when_a_file_ends_within_its_header()
    {
        var bytes = _folder.Bytes("checks.jpg", Checks(), Cols);

        using var decoded = Cv2.ImDecode(bytes.AsSpan(0, 20), ImreadModes.Color);

        Assert.True(decoded.Empty());
    }

    /// <summary>A picture in which no two neighbours are alike.</summary>
    private static byte[] Checks()
    {
        var pixels = new byte[Rows * Cols * 3];
        for (var i = 0; i < Rows * Cols; i++)
        {
            var (y, x) = (i / Cols, i % Cols);
            ((ReadOnlySpan<byte>)[(byte)(x * 8), (byte)(y * 10), (byte)((x ^ y) % 2 * 255)]).CopyTo(pixels.AsSpan(3 * i));
        }
        return pixels;
    }
}
