using System.Device.Gpio;
using Bindings.Shared;

namespace Bindings.SystemDeviceGpio.Tests;

public sealed class GpioControllerTests : IDisposable
{
    private const int Pin = 17;
    private readonly TestPins _pins = new();
    private readonly GpioController _controller;

    public GpioControllerTests() => _controller = new GpioController(_pins);

    public void Dispose()
    {
        _controller.Dispose();
        _pins.Dispose();
    }

    [Fact]
    public void Reads_and_writes_the_pins_it_opened()
    {
        _controller.OpenPin(Pin, PinMode.Output);
        _controller.OpenPin(4, PinMode.Input);

        _controller.Write(Pin, PinValue.High);
        _pins.Set(4, PinValue.High);

        Assert.Equal(PinValue.High, _pins.Level(Pin));
        Assert.Equal(PinValue.High, _controller.Read(4));
        Assert.Equal(32, _controller.PinCount);
    }

    [Fact]
    public void Opening_an_open_pin_changes_nothing()
    {
        var opened = _controller.OpenPin(Pin, PinMode.Output);
        _controller.Write(Pin, PinValue.High);

        Assert.Same(opened, _controller.OpenPin(Pin));
        Assert.Equal(PinValue.High, _pins.Level(Pin));
    }

    [Fact]
    public void A_pin_that_is_not_open_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => _controller.Read(Pin));
        Assert.Throws<InvalidOperationException>(() => _controller.Write(Pin, PinValue.High));
        Assert.Throws<InvalidOperationException>(() => _controller.ClosePin(Pin));
        Assert.Throws<InvalidOperationException>(
            () => _controller.RegisterCallbackForPinValueChangedEvent(Pin, PinEventTypes.Rising, Ignore));
    }

    [Fact]
    public void A_callback_hears_its_edges_until_it_is_taken_away()
    {
        var heard = new List<PinEventTypes>();
        void Hear(object sender, PinValueChangedEventArgs change) => heard.Add(change.ChangeType);
        _controller.OpenPin(Pin, PinMode.Input);
        _controller.RegisterCallbackForPinValueChangedEvent(Pin, PinEventTypes.Rising, Hear);

        _pins.Set(Pin, PinValue.High);
        _pins.Set(Pin, PinValue.Low);
        _pins.Set(Pin, PinValue.High);
        _controller.UnregisterCallbackForPinValueChangedEvent(Pin, Hear);
        _pins.Set(Pin, PinValue.Low);
        _pins.Set(Pin, PinValue.High);

        Assert.Equal([PinEventTypes.Rising, PinEventTypes.Rising], heard);
    }

    [Fact]
    public void A_closed_pin_is_let_go()
    {
        _controller.OpenPin(Pin, PinMode.Input);

        _controller.ClosePin(Pin);

        Assert.Empty(_pins.Open);
        Assert.Throws<InvalidOperationException>(() => _controller.Read(Pin));
    }

    [Fact]
    public void Its_end_closes_the_pins_and_ends_the_driver()
    {
        _controller.OpenPin(Pin, PinMode.Output);

        _controller.Dispose();

        Assert.Empty(_pins.Open);
        Assert.True(_pins.IsDisposed);
    }

    private static void Ignore(object sender, PinValueChangedEventArgs change)
    {
    }
}
