namespace System.Device.Gpio.Drivers;

/// <summary>The pins of one GPIO chip, by their offset on it.</summary>
/// <remarks>The real driver reaches the kernel through libgpiod; this one speaks the character device's second interface
/// itself (include/uapi/linux/gpio.h, Linux 5.10 and later): a file descriptor for the chip and one for each line.
/// </remarks>
public class LibGpiodDriver : UnixDriver
{
    private readonly GpioChip _chip;
    private readonly Dictionary<int, GpioLine> _lines = [];
    private readonly Lock _gate = new();

    /// <exception cref="IOException">There is no such chip, or it may not be opened.</exception>
    public LibGpiodDriver(int gpioChip = 0) => _chip = new GpioChip($"/dev/gpiochip{gpioChip}");

    protected internal override int PinCount => _chip.Lines;

    protected internal override void OpenPin(int pinNumber)
    {
        lock (_gate)
        {
            _lines.Add(pinNumber, new GpioLine(_chip, pinNumber));
        }
    }

    protected internal override void ClosePin(int pinNumber)
    {
        GpioLine? line;
        lock (_gate)
        {
            _lines.Remove(pinNumber, out line);
        }

        line?.Dispose();
    }

    protected internal override void SetPinMode(int pinNumber, PinMode mode) => Line(pinNumber).Mode = mode;

    protected internal override PinMode GetPinMode(int pinNumber) => Line(pinNumber).Mode;

    protected internal override bool IsPinModeSupported(int pinNumber, PinMode mode) => mode is >= PinMode.Input and <= PinMode.InputPullUp;

    protected internal override PinValue Read(int pinNumber) => Line(pinNumber).Value;

    protected internal override void Write(int pinNumber, PinValue value) => Line(pinNumber).Value = value;

    protected internal override WaitForEventResult WaitForEvent(
        int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken)
    {
        using var happened = new ManualResetEventSlim();
        var edge = PinEventTypes.None;
        void Tell(object sender, PinValueChangedEventArgs change)
        {
            edge = change.ChangeType;
            happened.Set();
        }

        var line = Line(pinNumber);
        line.Add(eventTypes, Tell);
        try
        {
            happened.Wait(cancellationToken);
            return new WaitForEventResult { EventTypes = edge };
        }
        catch (OperationCanceledException)
        {
            return new WaitForEventResult { TimedOut = true };
        }
        finally
        {
            line.Remove(Tell);
        }
    }

    protected internal override void AddCallbackForPinValueChangedEvent(
        int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) => Line(pinNumber).Add(eventTypes, callback);

    protected internal override void RemoveCallbackForPinValueChangedEvent(
        int pinNumber, PinChangeEventHandler callback) => Line(pinNumber).Remove(callback);

    protected override void Dispose(bool disposing)
    {
        List<GpioLine> lines;
        lock (_gate)
        {
            lines = [.. _lines.Values];
            _lines.Clear();
        }

        lines.ForEach(line => line.Dispose());
        _chip.Dispose();
        base.Dispose(disposing);
    }

    private GpioLine Line(int pinNumber)
    {
        lock (_gate)
        {
            return _lines[pinNumber];
        }
    }
}
