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
        if (IsEmpty || _chip is not null)
        {
            return;
        }

        try
        {
            _chip = openChip();
            WatchPresence();
            WatchCallButton();
            WatchSwitch(PanelPart.StaffKey, options.StaffKeyLine);
            WatchSwitch(PanelPart.PrivacySwitch, options.PrivacySwitchLine);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or InvalidOperationException
            or PlatformNotSupportedException or DllNotFoundException)
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
        void TellState() => Tell(part, (chip.Read(line) == PinValue.High) != options.PullUp);
        chip.OpenPin(line, options.PullUp ? PinMode.InputPullUp : PinMode.InputPullDown);
        chip.RegisterCallbackForPinValueChangedEvent(
            line, PinEventTypes.Rising | PinEventTypes.Falling, (_, _) => TellState());
        TellState();
    }

    private void Tell(PanelPart part, bool on) => Happened?.Invoke(new PanelEvent(part, on));
}
