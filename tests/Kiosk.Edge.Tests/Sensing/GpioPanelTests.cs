using System.Device.Gpio;
using Bindings.Shared;
using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class GpioPanelTests : IDisposable
{
    private static readonly PanelOptions Wired = new()
    {
        PresenceLine = 1,
        CallButtonLine = 2,
        StaffKeyLine = 3,
        PrivacySwitchLine = 4,
    };

    private readonly TestPins _pins = new();
    private readonly List<PanelEvent> _heard = [];

    public void Dispose() => _pins.Dispose();

    [Fact]
    public void Tells_where_everything_stands_and_what_changes()
    {
        using var panel = Panel(Wired);
        panel.Open();
        Assert.Equal([new(PanelPart.Presence, false), new(PanelPart.StaffKey, false), new(PanelPart.PrivacySwitch, false)], _heard);
        _heard.Clear();

        _pins.Set(1, PinValue.High);
        _pins.Set(2, PinValue.Low);
        _pins.Set(3, PinValue.Low);
        _pins.Set(4, PinValue.Low);
        _pins.Set(4, PinValue.High);

        Assert.Equal(
            [
                new(PanelPart.Presence, true), new(PanelPart.CallButton, true), new(PanelPart.StaffKey, true),
                new(PanelPart.PrivacySwitch, true), new(PanelPart.PrivacySwitch, false),
            ],
            _heard);
    }

    [Fact]
    public void A_switch_that_is_on_from_the_beginning_counts()
    {
        _pins.Set(4, PinValue.High);
        using var panel = Panel(new PanelOptions { PrivacySwitchLine = 4, PullUp = false });

        panel.Open();

        Assert.Equal([new(PanelPart.PrivacySwitch, true)], _heard);
    }

    [Fact]
    public void Without_lines_no_chip_is_opened()
    {
        using var panel = new GpioPanel(
            new PanelOptions(), () => throw new InvalidOperationException("A chip was opened."));

        panel.Open();
    }

    [Fact]
    public void A_chip_that_is_not_there_is_told_in_one_sentence_and_tried_again()
    {
        var isThere = false;
        using var panel = new GpioPanel(
            Wired, () => isThere ? new GpioController(_pins) : throw new IOException("No such file or directory."));
        panel.Happened += _heard.Add;

        var failure = Assert.Throws<SensorException>(panel.Open);
        isThere = true;
        panel.Open();

        Assert.StartsWith("The parts of the housing can't be reached (No such file or directory);", failure.Message);
        Assert.Equal(3, _heard.Count);
    }

    [Fact]
    public void Lets_every_line_go_at_its_end()
    {
        var panel = Panel(Wired);
        panel.Open();

        panel.Dispose();

        Assert.Empty(_pins.Open);
    }

    private GpioPanel Panel(PanelOptions options)
    {
        var panel = new GpioPanel(options, () => new GpioController(_pins));
        panel.Happened += _heard.Add;
        return panel;
    }
}
