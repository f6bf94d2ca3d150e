using System.Device.Gpio;

namespace Iot.Device.Button;

/// <summary>A button between a pin and ground (pulled up), or between a pin and the supply (pulled down).</summary>
public class GpioButton : ButtonBase
{
    private static readonly TimeSpan DefaultDoublePress = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan DefaultHolding = TimeSpan.FromSeconds(2);

    private readonly int _pin;
    private readonly GpioController _controller;
    private readonly bool _shouldDispose;
    private readonly PinEventTypes _pressing;
    private bool _disposed;

    public GpioButton(
        int buttonPin,
        bool isPullUp = true,
        bool hasExternalResistor = false,
        GpioController? gpio = null,
        bool shouldDispose = true,
        TimeSpan debounceTime = default)
        : base(DefaultDoublePress, DefaultHolding, debounceTime)
    {
        _pin = buttonPin;
        _controller = gpio ?? new GpioController();
        _shouldDispose = shouldDispose || gpio is null;
        _pressing = isPullUp ? PinEventTypes.Falling : PinEventTypes.Rising;
        var mode = hasExternalResistor ? PinMode.Input : isPullUp ? PinMode.InputPullUp : PinMode.InputPullDown;
        if (!_controller.IsPinModeSupported(buttonPin, mode))
        {
            throw new ArgumentException($"Pin {buttonPin} does not support {mode}.", nameof(buttonPin));
        }

        _controller.OpenPin(buttonPin, mode);
        _controller.RegisterCallbackForPinValueChangedEvent(
            buttonPin, PinEventTypes.Falling | PinEventTypes.Rising, Tell);
    }

    protected override void Dispose(bool disposing)
    {
        if (!_disposed && disposing)
        {
            _disposed = true;
            _controller.UnregisterCallbackForPinValueChangedEvent(_pin, Tell);
            if (_shouldDispose)
            {
                _controller.Dispose();
            }
            else
            {
                _controller.ClosePin(_pin);
            }
        }

        base.Dispose(disposing);
    }

    private void Tell(object sender, PinValueChangedEventArgs change)
    {
        if (change.ChangeType == _pressing)
        {
            HandleButtonPressed();
        }
        else
        {
            HandleButtonReleased();
        }
    }
}
