using Kiosk.Edge.Sensing;
using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class PictureFolderCameraTests : IDisposable
{
    private readonly MediaFolder _media = new();
    private readonly FakeTimeProvider _time = new();
    private readonly VideoFrame _frame = new();

    public void Dispose()
    {
        _media.Dispose();
        _frame.Dispose();
    }

    [Fact]
    public async Task Gives_pictures_of_every_format_in_the_order_of_their_names()
    {
        _media.Picture("3.png", 200);
        _media.Picture("1.JPG", 50);
        _media.Picture("4.webp", 250);
        _media.Picture("2.bmp", 100);
        File.WriteAllText(_media.File("0.txt"), "notes");
        using var camera = Fast();
        camera.Open();

        Assert.Equal([50, 100, 200, 250], await SomeAsync(camera));
        Assert.False(await camera.ReadAsync(_frame, default));
    }

    [Fact]
    public async Task Spaces_pictures_by_the_rate_it_was_given()
    {
        _media.Picture("1.png", 50);
        _media.Picture("2.png", 100);
        using var camera = new PictureFolderCamera(_media.Root, 2, loop: true, ReplayPace.AsFastAsPossible, _time);
        var start = _time.GetUtcNow();
        camera.Open();

        Assert.Equal([50, 100, 50], await SomeAsync(camera, 3));

        Assert.Equal(start.AddSeconds(1), _frame.CapturedAt);
    }

    [Fact]
    public async Task Gives_a_picture_when_it_is_due_and_no_sooner()
    {
        _media.Picture("1.png", 50);
        _media.Picture("2.png", 100);
        using var camera = new PictureFolderCamera(_media.Root, 2, loop: false, ReplayPace.RealTime, _time);
        camera.Open();
        await camera.ReadAsync(_frame, default);

        var second = camera.ReadAsync(_frame, default).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(await second);
        Assert.Equal(_time.GetUtcNow(), _frame.CapturedAt);
    }

    [Fact]
    public async Task Goes_on_where_it_was_when_it_is_opened_again()
    {
        _media.Picture("1.png", 50);
        _media.Picture("2.png", 100);
        using var camera = Fast();
        camera.Open();
        await camera.ReadAsync(_frame, default);

        camera.Close();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await camera.ReadAsync(_frame, default));
        camera.Open();

        Assert.Equal([100], await SomeAsync(camera));
    }

    [Theory]
    [InlineData("2.jpg")]
    [InlineData("2.png")]
    [InlineData("2.webp")]
    [InlineData("2.bmp")]
    public async Task Passes_over_pictures_cut_short(string name)
    {
        _media.Picture("1.png", 50);
        _media.CutShort(_media.Picture(name, 100), 0.5);
        _media.Picture("3.png", 200);
        using var camera = Fast();
        camera.Open();

        Assert.Equal([50, 200], await SomeAsync(camera));
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no picture")]
    public async Task Says_when_none_of_the_pictures_can_be_read(string content)
    {
        File.WriteAllText(_media.File("1.jpg"), content);
        File.WriteAllText(_media.File("2.jpg"), content);
        using var camera = new PictureFolderCamera(_media.Root, 2, loop: true, ReplayPace.AsFastAsPossible, _time);
        camera.Open();

        await Assert.ThrowsAsync<SensorException>(async () => await camera.ReadAsync(_frame, default));
        camera.Close();
        camera.Open();
        var failure = await Assert.ThrowsAsync<SensorException>(async () => await camera.ReadAsync(_frame, default));

        Assert.Equal(
            $"None of the 2 pictures in '{_media.Root}' can be read; replace them with whole pictures.",
            failure.Message);
    }

    [Fact]
    public void Says_when_the_folder_is_empty()
    {
        using var camera = Fast();

        Assert.Equal(
            $"The folder '{_media.Root}' holds no picture; put .jpg, .jpeg, .png, .webp, .bmp files into it.",
            Assert.Throws<SensorException>(camera.Open).Message);
    }

    [Fact]
    public void Says_when_the_folder_is_missing()
    {
        using var camera = new PictureFolderCamera(
            _media.File("none"), 2, loop: false, ReplayPace.AsFastAsPossible, _time);

        Assert.Equal(
            $"There is no folder of pictures '{_media.File("none")}'; give the path of one that exists.",
            Assert.Throws<SensorException>(camera.Open).Message);
    }

    private PictureFolderCamera Fast() => new(_media.Root, 2, loop: false, ReplayPace.AsFastAsPossible, _time);

    /// <summary>The brightness of the next pictures, to the nearest ten.</summary>
    private async Task<List<int>> SomeAsync(PictureFolderCamera camera, int count = int.MaxValue)
    {
        var brightness = new List<int>();
        while (brightness.Count < count && await camera.ReadAsync(_frame, default))
        {
            brightness.Add((int)Math.Round(Cv2.Mean(_frame.Image).Val0 / 10) * 10);
        }
        return brightness;
    }
}
