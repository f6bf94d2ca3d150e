using System.Device.Gpio;
using System.Device.Gpio.Drivers;

namespace Bindings.SystemDeviceGpio.Tests;

/// <summary>The kernel's own interface, on a simulated chip (gpio-sim) that the rig makes.</summary>
public sealed class GpioChipTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_chip_that_is_not_there_is_told_in_an_exception()
    {
        var error = Record.Exception(() => new LibGpiodDriver(999));

        Assert.NotNull(error); // the real driver may lack libgpiod first
        Assert.NotEmpty(error.Message);
    }

    [GpioSimFact]
    public void A_pin_is_read_and_an_output_is_written()
    {
        using var controller = new GpioController(new LibGpiodDriver(GpioSim.Chip));
        controller.OpenPin(0, PinMode.Input);
        controller.OpenPin(1, PinMode.Output);

        GpioSim.Pull(0, PinValue.High);
        controller.Write(1, PinValue.High);

        Assert.Equal(PinValue.High, controller.Read(0));
        Assert.Equal(PinValue.High, GpioSim.Level(1));
    }

    [GpioSimFact]
    public void Edges_are_told_in_their_order()
    {
        using var controller = new GpioController(new LibGpiodDriver(GpioSim.Chip));
        using var four = new CountdownEvent(4);
        var heard = new List<PinEventTypes>();
        GpioSim.Pull(2, PinValue.Low);
        controller.OpenPin(2, PinMode.Input);
        controller.RegisterCallbackForPinValueChangedEvent(2, PinEventTypes.Rising | PinEventTypes.Falling, (_, change) =>
        {
            heard.Add(change.ChangeType);
            four.Signal();
        });

        foreach (var level in new[] { PinValue.High, PinValue.Low, PinValue.High, PinValue.Low })
        {
            GpioSim.Pull(2, level);
        }

        Assert.True(four.Wait(Patience));
        Assert.Equal(
            [PinEventTypes.Rising, PinEventTypes.Falling, PinEventTypes.Rising, PinEventTypes.Falling], heard);
    }

    [GpioSimFact]
    public void A_pin_that_another_holds_can_not_be_opened()
    {
        using var first = new GpioController(new LibGpiodDriver(GpioSim.Chip));
        using var second = new GpioController(new LibGpiodDriver(GpioSim.Chip));
        first.OpenPin(3, PinMode.Output);

        Assert.NotNull(Record.Exception(() => second.OpenPin(3, PinMode.Output)));
    }
}
