using Kiosk.Edge.Sensing;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class LiveCameraTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("/dev/v4l/by-id/usb-nobody-video-index0", "There is no camera /dev/v4l/by-id/usb-nobody-video-index0")]
    [InlineData("/dev/null", "The camera /dev/null can't be opened")]
    public void Says_when_there_is_none(string device, string beginning)
    {
        using var camera = new LiveCamera(device, new FrameRate(10, new BoardHeat(), _time), _time);

        var failure = Assert.Throws<SensorException>(camera.Open);

        Assert.StartsWith(beginning, failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Can_be_opened_again_after_a_failure()
    {
        using var camera = new LiveCamera("/dev/null", new FrameRate(10, new BoardHeat(), _time), _time);
        Assert.Throws<SensorException>(camera.Open);
        camera.Close();

        Assert.Throws<SensorException>(camera.Open);
    }
}
