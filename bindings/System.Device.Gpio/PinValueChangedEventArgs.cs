namespace System.Device.Gpio;

/// <summary>Which edge of which pin.</summary>
public class PinValueChangedEventArgs(PinEventTypes changeType, int pinNumber) : EventArgs
{
    public PinEventTypes ChangeType { get; } = changeType;

    internal int PinNumber { get; } = pinNumber;
}
