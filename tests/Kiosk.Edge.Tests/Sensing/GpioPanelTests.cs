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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_chip_that_goes_away_is_told_at_the_next_look_whatever_part_it_has(int line)
    {
        using var panel = Panel(new PanelOptions
        {
            PresenceLine = line == 1 ? line : null,
            CallButtonLine = line == 2 ? line : null,
            StaffKeyLine = line == 3 ? line : null,
            PrivacySwitchLine = line == 4 ? line : null,
        });
        panel.Open();
        panel.Open();
        _pins.IsGone = true;

        var failure = Assert.Throws<SensorException>(panel.Open);

        Assert.StartsWith("The parts of the housing can't be reached (No such device);", failure.Message);
        Assert.Empty(_pins.Open);
    }

    [Fact]
    public void Where_key_and_switch_stand_is_told_anew_when_the_chip_is_back()
    {
        using var panel = Panel(Wired);
        panel.Open();
        _pins.IsGone = true;
        Assert.Throws<SensorException>(panel.Open);
        _heard.Clear();
        _pins.IsGone = false;

        panel.Open();
        panel.Open(); // nothing has changed

        Assert.Equal([new(PanelPart.Presence, false), new(PanelPart.StaffKey, false), new(PanelPart.PrivacySwitch, false)], _heard);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void A_chip_that_goes_away_while_it_tells_of_a_switch_throws_nothing_in_its_own_thread(int line)
    {
        using var panel = Panel(Wired);
        panel.Open();
        _heard.Clear();
        _pins.IsGone = true;

        _pins.Set(line, PinValue.Low);

        Assert.Empty(_heard);
    }

    [Fact]
    public void A_switch_whose_edge_was_missed_is_told_at_the_next_look()
    {
        using var panel = Panel(Wired);
        panel.Open();
        _heard.Clear();
        _pins.IsGone = true;
        _pins.Set(4, PinValue.Low);
        _pins.IsGone = false;

        panel.Open();

        Assert.Equal([new(PanelPart.PrivacySwitch, true)], _heard);
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
