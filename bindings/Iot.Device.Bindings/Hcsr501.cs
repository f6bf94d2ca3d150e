using System.Device.Gpio;

namespace Iot.Device.Hcsr501;

/// <summary>A passive infrared sensor whose output is high while something warm moves.</summary>
public class Hcsr501 : IDisposable
{
    private readonly int _outPin;
    private readonly GpioController _controller;
    private readonly bool _shouldDispose;

    public Hcsr501(int outPin, GpioController? gpioController = null, bool shouldDispose = true)
    {
        _outPin = outPin;
        _controller = gpioController ?? new GpioController();
        _shouldDispose = shouldDispose || gpioController is null;
        _controller.OpenPin(outPin, PinMode.Input);
        _controller.RegisterCallbackForPinValueChangedEvent(outPin, PinEventTypes.Falling, Tell);
        _controller.RegisterCallbackForPinValueChangedEvent(outPin, PinEventTypes.Rising, Tell);
    }

    public delegate void Hcsr501ValueChangedHandle(object sender, Hcsr501ValueChangedEventArgs e);

    public event Hcsr501ValueChangedHandle? Hcsr501ValueChanged;

    public bool IsMotionDetected => _controller.Read(_outPin) == PinValue.High;

    public void Dispose()
    {
        if (_shouldDispose)
        {
            _controller.Dispose();
        }
    }

    private void Tell(object sender, PinValueChangedEventArgs change) =>
        Hcsr501ValueChanged?.Invoke(sender, new Hcsr501ValueChangedEventArgs(_controller.Read(_outPin)));
}
