using Kiosk.Edge.Sensing;

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
}
