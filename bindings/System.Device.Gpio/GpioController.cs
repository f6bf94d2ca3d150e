using System.Collections.Concurrent;
using System.Device.Gpio.Drivers;

namespace System.Device.Gpio;

/// <summary>The pins of a driver, by number. A pin is opened before anything else; opening it again changes nothing.
/// </summary>
public class GpioController(GpioDriver driver) : IDisposable
{
    private readonly ConcurrentDictionary<int, GpioPin> _open = [];

    /// <summary>The pins of the first chip; the real one looks which driver suits the board.</summary>
    public GpioController()
        : this(new LibGpiodDriver())
    {
    }

    public virtual int PinCount => driver.PinCount;

    public GpioPin OpenPin(int pinNumber)
    {
        if (_open.TryGetValue(pinNumber, out var open))
        {
            return open;
        }

        driver.OpenPin(pinNumber);
        return _open.GetOrAdd(pinNumber, new GpioPin());
    }

    public GpioPin OpenPin(int pinNumber, PinMode mode)
    {
        var pin = OpenPin(pinNumber);
        if (!driver.IsPinModeSupported(pinNumber, mode))
        {
            throw new InvalidOperationException($"Pin {pinNumber} does not support mode {mode}.");
        }

        driver.SetPinMode(pinNumber, mode);
        return pin;
    }

    public virtual bool IsPinModeSupported(int pinNumber, PinMode mode) => driver.IsPinModeSupported(pinNumber, mode);

    public virtual PinValue Read(int pinNumber)
    {
        ThrowUnlessOpen(pinNumber, "read from");
        return driver.Read(pinNumber);
    }

    public virtual void Write(int pinNumber, PinValue value)
    {
        ThrowUnlessOpen(pinNumber, "write to");
        driver.Write(pinNumber, value);
    }

    public virtual void RegisterCallbackForPinValueChangedEvent(
        int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        ThrowUnlessOpen(pinNumber, "add a callback to");
        driver.AddCallbackForPinValueChangedEvent(pinNumber, eventTypes, callback);
    }

    public virtual void UnregisterCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        ThrowUnlessOpen(pinNumber, "remove a callback from");
        driver.RemoveCallbackForPinValueChangedEvent(pinNumber, callback);
    }

    public void ClosePin(int pinNumber)
    {
        ThrowUnlessOpen(pinNumber, "close");
        driver.ClosePin(pinNumber);
        _open.TryRemove(pinNumber, out _);
    }

    /// <summary>Closes every pin and ends the driver, which belongs to the controller.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var pin in _open.Keys)
        {
            driver.ClosePin(pin);
        }

        _open.Clear();
        driver.Dispose();
    }

    private void ThrowUnlessOpen(int pinNumber, string purpose)
    {
        if (!_open.ContainsKey(pinNumber))
        {
            throw new InvalidOperationException($"Can not {purpose} pin {pinNumber} because it is not open.");
        }
    }
}
