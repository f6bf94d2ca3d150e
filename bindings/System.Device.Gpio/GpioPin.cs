namespace System.Device.Gpio;

/// <summary>A pin that the controller has opened.</summary>
public class GpioPin
{
    internal GpioPin()
    {
    }
}
