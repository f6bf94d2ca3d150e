using System.Device.Gpio;
using Iot.Device.Button;
using Iot.Device.Hcsr501;

namespace Kiosk.Edge.Sensing;

/// <summary>The housing's parts on the lines of a GPIO chip.</summary>
/// <param name="options">Which line has what.</param>
/// <param name="openChip">Opens the chip.</param>
internal sealed class GpioPanel(PanelOptions options, Func<GpioController> openChip) : IPanel
{
    /// <summary>A button that bounces is pressed once: contacts settle within a few milliseconds, fingers do not.</summary>
    private static readonly TimeSpan Bounce = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<PanelPart, bool> _told = [];
    private GpioController? _chip;
    private Hcsr501? _presence;
    private GpioButton? _callButton;

    /// <inheritdoc/>
    public event Action<PanelEvent>? Happened;

    /// <inheritdoc/>
    public bool HasPrivacySwitch => options.PrivacySwitchLine is not null;

    private bool IsEmpty => (options.PresenceLine ?? options.CallButtonLine ?? options.StaffKeyLine
        ?? options.PrivacySwitchLine) is null;

    /// <inheritdoc/>
    public void Open()
    {
        if (IsEmpty)
        {
            return;
        }

        try
        {
            if (_chip is { } open)
            {
                LookAgain(open);
                return;
            }

            _chip = openChip();
            WatchPresence();
            WatchCallButton();
            WatchSwitch(PanelPart.StaffKey, options.StaffKeyLine);
            WatchSwitch(PanelPart.PrivacySwitch, options.PrivacySwitchLine);
        }
        catch (Exception exception) when (IsOfChip(exception))
        {
            Dispose();
            throw new SensorException(
                $"The parts of the housing can't be reached ({exception.Message.TrimEnd('.')}); see Panel:Chip and its lines, "
                + "and that this user is in the group that owns /dev/gpiochip*.",
                exception);
        }
    }

    /// <summary>Lets the lines go.</summary>
    public void Dispose()
    {
        _callButton?.Dispose();
        _presence?.Dispose();
        _chip?.Dispose();
        (_callButton, _presence, _chip) = (null, null, null);
        lock (_gate)
        {
            _told.Clear(); // nobody knows where they stand until it is opened again
        }
    }

    /// <summary>Reads every line, which fails when the chip has gone.</summary>
    private void LookAgain(GpioController chip)
    {
        foreach (var line in new[] { options.PresenceLine, options.CallButtonLine }.OfType<int>())
        {
            chip.Read(line);
        }

        TellSwitch(chip, PanelPart.StaffKey, options.StaffKeyLine);
        TellSwitch(chip, PanelPart.PrivacySwitch, options.PrivacySwitchLine);
    }

    private void WatchPresence()
    {
        if (options.PresenceLine is { } line)
        {
            _presence = new Hcsr501(line, _chip, shouldDispose: false);
            _presence.Hcsr501ValueChanged += (_, change) => Tell(PanelPart.Presence, change.PinValue == PinValue.High);
            Tell(PanelPart.Presence, _presence.IsMotionDetected);
        }
    }

    private void WatchCallButton()
    {
        if (options.CallButtonLine is { } line)
        {
            _callButton = new GpioButton(
                line, options.PullUp, gpio: _chip, shouldDispose: false, debounceTime: Bounce);
            _callButton.ButtonDown += (_, _) => Tell(PanelPart.CallButton, on: true);
            _callButton.ButtonUp += (_, _) => Tell(PanelPart.CallButton, on: false);
        }
    }

    /// <summary>Other than for a button, where it stands counts, from the beginning.</summary>
    private void WatchSwitch(PanelPart part, int? at)
    {
        if (at is not { } line)
        {
            return;
        }

        var chip = _chip!; // open: its one caller has opened it
        chip.OpenPin(line, options.PullUp ? PinMode.InputPullUp : PinMode.InputPullDown);
        chip.RegisterCallbackForPinValueChangedEvent(line, PinEventTypes.Rising | PinEventTypes.Falling, (_, _) =>
        {
            try
            {
                TellSwitch(chip, part, line);
            }
            catch (Exception exception) when (IsOfChip(exception))
            {
                // In the chip's own thread nobody could catch it; the next look finds the same and tells it.
            }
        });
        TellSwitch(chip, part, line);
    }

    /// <summary>Tells where a switch stands, once until it stands otherwise.</summary>
    private void TellSwitch(GpioController chip, PanelPart part, int? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate) // the chip's thread and the one that looks again: what was read last is told last
        {
            var on = (chip.Read(line.Value) == PinValue.High) != options.PullUp;
            if (!_told.TryGetValue(part, out var told) || told != on)
            {
                _told[part] = on;
                Tell(part, on);
            }
        }
    }

    /// <summary>What a chip throws that is not there, not as expected, or gone.</summary>
    private static bool IsOfChip(Exception exception) => exception is IOException or ArgumentException
        or InvalidOperationException or KeyNotFoundException or PlatformNotSupportedException or DllNotFoundException;

    private void Tell(PanelPart part, bool on) => Happened?.Invoke(new PanelEvent(part, on));
}
