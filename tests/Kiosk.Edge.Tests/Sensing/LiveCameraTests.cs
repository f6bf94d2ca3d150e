using Kiosk.Edge.Sensing;
using Kiosk.Edge.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class LiveCameraTests : IDisposable
{
    private static readonly PictureSettings Picture = new(new SensingOptions(), mainsHertz: 60);
    private static readonly FakeFormat JpegOnly = new("MJPG", 640, 480, 30);

    private readonly FakeTimeProvider _time = new();
    private readonly MediaFolder _media = new();

    public void Dispose() => _media.Dispose();

    [Theory]
    [InlineData("/dev/v4l/by-id/usb-nobody-video-index0", "There is no camera /dev/v4l/by-id/usb-nobody-video-index0")]
    [InlineData("/dev/null", "The camera /dev/null can't be opened")]
    public void Says_when_there_is_none(string device, string beginning)
    {
        using var camera = Camera(device, V4l2Device.Open);

        var failure = Assert.Throws<SensorException>(camera.Open);

        Assert.StartsWith(beginning, failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Can_be_opened_again_after_a_failure()
    {
        using var camera = Camera("/dev/null", V4l2Device.Open);
        Assert.Throws<SensorException>(camera.Open);
        camera.Close();

        Assert.Throws<SensorException>(camera.Open);
    }

    // Most webcams have YUYV in small sizes and JPEG in all.
    [Theory]
    [InlineData("YUYV 640x480@30 MJPG 640x480@30", "YUYV")]
    [InlineData("MJPG 640x480@30 YUYV 640x480@30", "YUYV")]
    [InlineData("MJPG 640x480@30", "MJPG")]
    [InlineData("YUYV 352x288@30 MJPG 640x480@30", "MJPG")] // uncompressed, but not of this size
    [InlineData("YUYV 640x480@5 MJPG 640x480@30", "MJPG")] // uncompressed, but too slow
    [InlineData("YUYV 640x480@9.5 MJPG 640x480@30", "YUYV")] // near enough
    [InlineData("YUYV 640x480@5 MJPG 1280x720@30", "YUYV")] // slow, but of this size
    [InlineData("NV12 800x600@30", "NV12")] // whatever there is
    public void Takes_the_cheapest_format_of_size_and_rate(string formats, string taken)
    {
        var words = formats.Split(' ');
        using var device = new FakeVideoDevice([.. words.Chunk(2).Select(Format)]);
        using var camera = Camera("/dev/null", _ => device);

        camera.Open();

        Assert.Equal(taken, device.Format);

        static FakeFormat Format(string[] words)
        {
            var figures = Array.ConvertAll(words[1].Split('x', '@'), text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
            return new(words[0], (int)figures[0], (int)figures[1], figures[2]);
        }
    }

    [Fact]
    public void Makes_the_pictures_settings_before_the_first_picture()
    {
        using var device = new FakeVideoDevice(JpegOnly);
        device.Settings.With(PictureSettings.PowerLineFrequency, 0, 2, value: 1, 0, 1, 2);
        using var camera = Camera("/dev/null", _ => device);

        camera.Open();

        Assert.Equal(2, device.Settings.Values[PictureSettings.PowerLineFrequency]);
    }

    [Fact]
    public async Task Passes_over_damaged_pictures_and_counts_them()
    {
        var whole = _media.CameraJpeg("yuvj422p", 640, 480);
        using var device = new FakeVideoDevice(JpegOnly).Giving(whole[..2000], null, [], whole, "no picture"u8.ToArray(), whole);
        using var camera = Camera("/dev/null", _ => device);
        using var frame = new VideoFrame();
        camera.Open();

        Assert.True(await camera.ReadAsync(frame, default));
        Assert.Equal((3, new Size(640, 480)), (frame.DamagedBefore, frame.Image.Size()));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await camera.ReadAsync(frame, default));
        Assert.Equal(1, frame.DamagedBefore);
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    public async Task Fails_when_nothing_but_damaged_pictures_comes(int damaged, bool goesOn)
    {
        using var device = new FakeVideoDevice(new FakeFormat("YUYV", 640, 480, 30))
            .Giving([.. Enumerable.Repeat<byte[]?>(null, damaged), [99]]);
        using var camera = Camera("/dev/null", _ => device);
        using var frame = new VideoFrame();
        camera.Open();

        if (goesOn)
        {
            Assert.True(await camera.ReadAsync(frame, default));
        }
        else
        {
            var failure = await Assert.ThrowsAsync<SensorException>(async () => await camera.ReadAsync(frame, default));
            Assert.Contains("only damaged pictures", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_stop_the_pictures()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));
        var picture = _media.CameraJpeg("yuvj420p", 640, 480);
        using var device = new FakeVideoDevice(JpegOnly).Giving(picture, picture);
        using var camera = new LiveCamera(
            "/dev/null", Picture, new FrameRate(10, new BoardHeat(), clock), clock, _ => device);
        using var frame = new VideoFrame();
        camera.Open();
        Assert.True(await camera.ReadAsync(frame, default));

        clock.Advance(TimeSpan.FromSeconds(1));
        clock.Set(clock.GetUtcNow() - TimeSpan.FromHours(9));

        Assert.True(await camera.ReadAsync(frame, default)); // from the second of two pictures
        Assert.Equal(clock.GetUtcNow(), frame.CapturedAt);
    }

    // As Raspberry Pi OS names them, and two cameras.
    [Theory]
    [InlineData("bcm2835-codec-decode", true)]
    [InlineData("bcm2835-isp-capture0", true)]
    [InlineData("pispbe-output", true)]
    [InlineData("rpi-hevc-dec", true)]
    [InlineData("HD Pro Webcam C920", false)]
    [InlineData("unicam-image", false)]
    public void Tells_a_boards_codecs_from_cameras(string name, bool codec) => Assert.Equal(codec, LiveCamera.IsCodec(name));

    [Fact]
    public async Task Fails_when_it_is_unplugged_and_works_again_afterwards()
    {
        using var gone = new FakeVideoDevice(JpegOnly);
        using var back = new FakeVideoDevice(JpegOnly).Giving(_media.CameraJpeg("yuvj420p", 640, 480));
        var devices = new Queue<FakeVideoDevice>([gone, back]);
        using var camera = Camera("/dev/null", _ => devices.Dequeue());
        using var frame = new VideoFrame();
        camera.Open();
        await Assert.ThrowsAsync<SensorException>(async () => await camera.ReadAsync(frame, default));

        camera.Close();
        camera.Open();

        Assert.True(gone.IsDisposed);
        Assert.True(await camera.ReadAsync(frame, default));
    }

    private LiveCamera Camera(string device, Func<string, IVideoDevice?> open) =>
        new(device, Picture, new FrameRate(10, new BoardHeat(), _time), _time, open);
}
