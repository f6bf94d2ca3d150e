using System.Device.Gpio;
using System.Diagnostics;
using Bindings.Shared;
using Iot.Device.Button;
using Iot.Device.Hcsr501;

namespace Bindings.IotDeviceBindings.Tests;

public sealed class DeviceTests : IDisposable
{
    private const int Pin = 5;
    private readonly TestPins _pins = new();
    private readonly GpioController _controller;

    public DeviceTests() => _controller = new GpioController(_pins);

    public void Dispose()
    {
        _controller.Dispose();
        _pins.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_button_is_pressed_against_its_resistor(bool pulledUp)
    {
        var heard = new List<string>();
        using var button = new GpioButton(Pin, pulledUp, hasExternalResistor: false, _controller, shouldDispose: false);
        button.ButtonDown += (_, _) => heard.Add("down");
        button.ButtonUp += (_, _) => heard.Add("up");

        _pins.Set(Pin, !pulledUp);
        Assert.Equal(["down"], heard);
        _pins.Set(Pin, pulledUp);

        Assert.Equal(["down", "up"], heard);
    }

    [Fact]
    public void A_button_is_deaf_to_its_bouncing()
    {
        var debounceTime = TimeSpan.FromMilliseconds(500); // the longest that the package takes
        var pressed = 0;
        long began;
        do
        {
            // A thread that was held up has bounced too late, which proves nothing.
            (pressed, began) = (0, Stopwatch.GetTimestamp());
            using var button = new GpioButton(
                Pin, gpio: _controller, shouldDispose: false, debounceTime: debounceTime);
            button.ButtonDown += (_, _) => pressed++;
            for (var i = 0; i < 3; i++)
            {
                _pins.Set(Pin, PinValue.Low);
                _pins.Set(Pin, PinValue.High);
            }
        }
        while (Stopwatch.GetElapsedTime(began) >= debounceTime);

        Assert.Equal(1, pressed);
    }

    [Fact]
    public void A_button_lets_its_pin_go_at_its_end()
    {
        using (new GpioButton(Pin, gpio: _controller, shouldDispose: false))
        {
            Assert.Equal([Pin], _pins.Open);
        }

        Assert.Empty(_pins.Open);
    }

    [Fact]
    public void A_motion_sensor_tells_when_motion_begins_and_ends()
    {
        var heard = new List<PinValue>();
        using var sensor = new Hcsr501(Pin, _controller, shouldDispose: false);
        sensor.Hcsr501ValueChanged += (_, change) => heard.Add(change.PinValue);
        Assert.False(sensor.IsMotionDetected);

        _pins.Set(Pin, PinValue.High);
        Assert.True(sensor.IsMotionDetected);
        _pins.Set(Pin, PinValue.Low);

        Assert.Equal([PinValue.High, PinValue.Low], heard);
    }
}
