using System.Buffers.Binary;
using Kiosk.Edge.Sensing;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class PictureFileTests : IDisposable
{
    private readonly MediaFolder _media = new();

    public void Dispose() => _media.Dispose();

    [Theory]
    [InlineData("picture.jpg")]
    [InlineData("picture.png")]
    public void Misses_the_end_of_a_picture_at_whatever_byte_it_was_cut(string name)
    {
        var bytes = File.ReadAllBytes(_media.Picture(name, 100));

        Assert.True(PictureFile.IsWhole(bytes));
        Assert.All(
            Enumerable.Range(4, bytes.Length - 13),
            length => Assert.False(PictureFile.IsWhole(bytes.AsSpan(0, length))));
    }

    [Fact]
    public void Does_not_take_a_thumbnails_end_for_the_pictures()
    {
        var picture = File.ReadAllBytes(_media.Picture("picture.jpg", 100));
        byte[] thumbnail = [0xFF, 0xE1, 0x00, 0x06, 0xFF, 0xD8, 0xFF, 0xD9];
        byte[] whole = [.. picture[..2], .. thumbnail, .. picture[2..]];

        Assert.True(PictureFile.IsWhole(whole));
        Assert.False(PictureFile.IsWhole(whole.AsSpan(0, whole.Length - 2)));
    }

    [Fact]
    public void Accepts_what_some_cameras_append()
    {
        var picture = File.ReadAllBytes(_media.Picture("picture.jpg", 100));

        Assert.True(PictureFile.IsWhole([.. picture, .. "trailer"u8]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Passes_over_the_bytes_that_may_fill_up_before_a_marker(int count)
    {
        var picture = File.ReadAllBytes(_media.Picture("picture.jpg", 100));
        var fill = new byte[count];
        Array.Fill(fill, (byte)0xFF);
        byte[] filled = [.. picture[..2], .. fill, .. picture[2..^2], .. fill, .. picture[^2..]];
        using var image = new Mat();

        Assert.True(PictureFile.TryDecode(filled, image));
        Assert.All(
            Enumerable.Range(4, filled.Length - 4),
            length => Assert.False(PictureFile.IsWhole(filled.AsSpan(0, length))));
    }

    // Cameras leave out the tables, which are always the same (ITU-T T.81, K.3), and the kinds of pixels are what they like.
    [Theory]
    [InlineData("yuvj422p", 640, 480)]
    [InlineData("yuvj420p", 640, 480)]
    [InlineData("yuvj444p", 640, 480)]
    [InlineData("yuvj422p", 637, 479)]
    [InlineData("yuvj420p", 17, 9)]
    public void Reads_a_cameras_picture_without_its_Huffman_tables(string pixels, int width, int height)
    {
        var whole = _media.CameraJpeg(pixels, width, height);
        var bare = WithoutTables(whole);
        Assert.True(bare.Length < whole.Length - 200, "the tables were there to be left out");
        using var wanted = new Mat();
        using var image = new Mat();

        Assert.True(PictureFile.TryDecode(whole, wanted));
        Assert.True(PictureFile.TryDecode(bare, image));

        Assert.Equal(new Size(width, height), image.Size());
        Assert.True(Cv2.Mean(wanted).Val0 > 10);
        Assert.True(image.AsSpan<byte>().SequenceEqual(wanted.AsSpan<byte>()));
    }

    [Fact]
    public void A_picture_cut_anywhere_is_none()
    {
        var whole = WithoutTables(_media.CameraJpeg("yuvj422p", 640, 480));
        using var image = new Mat();

        for (var length = 0; length < whole.Length - 1; length += Math.Max(1, whole.Length / 300))
        {
            Assert.False(PictureFile.TryDecode(whole.AsSpan(0, length), image));
        }
    }

    [Fact]
    public void Bytes_that_a_bus_turned_do_no_harm()
    {
        var whole = WithoutTables(_media.CameraJpeg("yuvj422p", 640, 480));
        var chance = new Random(20261125);
        using var image = new Mat();
        var read = 0;

        for (var i = 0; i < 400; i++)
        {
            byte[] turned = [.. whole];
            var header = i % 2 == 0; // half of them where the tables and sizes are
            for (var flips = chance.Next(1, 20); flips > 0; flips--)
            {
                turned[chance.Next(header ? 200 : turned.Length)] = (byte)chance.Next(256);
            }

            read += PictureFile.TryDecode(turned, image) ? 1 : 0;
        }

        Assert.InRange(read, 1, 399); // some are still pictures, some are none
        Assert.True(PictureFile.TryDecode(whole, image));
    }

    [Fact]
    public void A_size_that_no_camera_has_is_not_made()
    {
        var picture = _media.CameraJpeg("yuvj422p", 640, 480);
        var header = picture.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(picture.AsSpan(header + 5), 30_000);
        BinaryPrimitives.WriteUInt16BigEndian(picture.AsSpan(header + 7), 30_000);
        using var image = new Mat();

        Assert.False(PictureFile.TryDecode(picture, image));
        Assert.True(image.Empty());
    }

    /// <summary>The picture without its DHT segments.</summary>
    private static byte[] WithoutTables(ReadOnlySpan<byte> picture)
    {
        List<byte> kept = [.. picture[..2]];
        var at = 2;
        while (picture[at + 1] != 0xDA)
        {
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 2)..]);
            if (picture[at + 1] != 0xC4)
            {
                kept.AddRange(picture.Slice(at, length));
            }

            at += length;
        }

        return [.. kept, .. picture[at..]];
    }
}
