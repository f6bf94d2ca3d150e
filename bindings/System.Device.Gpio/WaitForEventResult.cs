namespace System.Device.Gpio;

/// <summary>How a wait for an edge ended.</summary>
public struct WaitForEventResult
{
    public PinEventTypes EventTypes;

    public bool TimedOut;
}
