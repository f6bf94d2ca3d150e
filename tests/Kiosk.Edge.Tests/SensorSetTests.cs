using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Tests;

public sealed class SensorSetTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("none")]
    public void None_is_no_sensor(string? none)
    {
        using var sensors = SensorSet.From(
            new SensingOptions { Camera = none, Microphone = none },
            new FrameRate(10, new BoardHeat(), TimeProvider.System),
            TimeProvider.System);

        Assert.Equal((null, null), (sensors.Camera, sensors.Microphone));
    }
}
