using System.Device.Gpio;

namespace Bindings.Shared;

/// <summary>A GPIO chip of a few pins that a test moves: pulled inputs rest at their resistor's level, and an edge is told
/// in the thread of <see cref="Set"/>.</summary>
internal sealed class TestPins(int count = 32) : GpioDriver
{
    private readonly Dictionary<int, PinMode> _modes = [];
    private readonly Dictionary<int, PinValue> _levels = [];
    private readonly List<(int Pin, PinEventTypes Edges, PinChangeEventHandler Tell)> _callbacks = [];

    /// <summary>The pins that are open.</summary>
    public IReadOnlyCollection<int> Open => _modes.Keys;

    /// <summary>The chip was taken away: nothing can be read of it.</summary>
    public bool IsGone { get; set; }

    /// <summary>The driver was disposed.</summary>
    public bool IsDisposed { get; private set; }

    protected override int PinCount => count;

    /// <summary>What the pin's level is, as a meter would show.</summary>
    public PinValue Level(int pin) => _levels.GetValueOrDefault(pin, PinValue.Low);

    /// <summary>Moves an input from outside.</summary>
    public void Set(int pin, PinValue level)
    {
        if (Level(pin) == level)
        {
            return;
        }

        _levels[pin] = level;
        var edge = level == PinValue.High ? PinEventTypes.Rising : PinEventTypes.Falling;
        foreach (var callback in _callbacks.Where(one => one.Pin == pin && one.Edges.HasFlag(edge)).ToList())
        {
            callback.Tell(this, new PinValueChangedEventArgs(edge, pin));
        }
    }

    protected override void OpenPin(int pinNumber)
    {
        if (pinNumber >= count)
        {
            throw new IOException($"There is no pin {pinNumber}.");
        }

        _modes.Add(pinNumber, PinMode.Input);
    }

    protected override void ClosePin(int pinNumber)
    {
        _callbacks.RemoveAll(one => one.Pin == pinNumber);
        _modes.Remove(pinNumber);
    }

    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
        _modes[pinNumber] = mode;
        if (mode == PinMode.InputPullUp)
        {
            _levels.TryAdd(pinNumber, PinValue.High);
        }
    }

    protected override PinMode GetPinMode(int pinNumber) => _modes[pinNumber];

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    protected override PinValue Read(int pinNumber) => IsGone ? throw new IOException("No such device.") : Level(pinNumber);

    protected override void Write(int pinNumber, PinValue value) => _levels[pinNumber] = value;

    protected override WaitForEventResult WaitForEvent(
        int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected override void AddCallbackForPinValueChangedEvent(
        int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) =>
        _callbacks.Add((pinNumber, eventTypes, callback));

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) =>
        _callbacks.RemoveAll(one => one.Pin == pinNumber && one.Tell == callback);

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
