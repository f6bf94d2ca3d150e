using System.Device.Gpio;
using Bindings.Shared;
using Kiosk.Edge.Display;
using Kiosk.Edge.Response;
using Kiosk.Edge.Tests.Fakes;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Display;

public sealed class StaffCallTests : IDisposable
{
    private const int Line = 7;
    private readonly TestPins _pins = new();
    private readonly RecordingLogger<GpioLamp> _log = new();
    private readonly RecordingDisplay _screen = new();

    public void Dispose() => _pins.Dispose();

    [Fact]
    public void The_lamp_is_on_from_a_call_until_the_screen_is_cleared()
    {
        using var lamp = new GpioLamp(Line, () => new GpioController(_pins), _log);
        var display = new StaffCall(_screen, lamp);

        display.Show(Prompt(Strategy.OfferPerson));
        Assert.Equal(PinValue.Low, _pins.Level(Line));
        display.Show(Prompt(Strategy.CallPerson));
        Assert.Equal(PinValue.High, _pins.Level(Line));
        display.Clear();

        Assert.Equal(PinValue.Low, _pins.Level(Line));
        Assert.Equal(2, _screen.Shown.Count);
    }

    [Fact]
    public void A_lamp_that_does_not_work_is_told_once_and_costs_nothing_else()
    {
        using var lamp = new GpioLamp(Line, () => throw new IOException("No such file or directory."), _log);
        var display = new StaffCall(_screen, lamp);

        display.Show(Prompt(Strategy.CallPerson));
        display.Show(Prompt(Strategy.CallPerson));

        Assert.Equal(2, _screen.Shown.Count);
        Assert.Equal(["LampFailed"], _log.Events);
    }

    [Fact]
    public void Without_a_lamp_no_chip_is_opened()
    {
        using var lamp = new GpioLamp(null, () => throw new InvalidOperationException("A chip was opened."), _log);

        lamp.Call(person: true);

        Assert.Empty(_log.Events);
    }

    private static Prompt Prompt(Strategy strategy) =>
        new("any", Cause.Unknown, strategy, 3, "en", "Somebody comes.", TimeSpan.FromSeconds(5));
}
