using System.Device.Gpio;

namespace Iot.Device.Hcsr501;

/// <summary>The sensor's output as it is now.</summary>
public class Hcsr501ValueChangedEventArgs(PinValue value) : EventArgs
{
    public PinValue PinValue { get; } = value;
}
