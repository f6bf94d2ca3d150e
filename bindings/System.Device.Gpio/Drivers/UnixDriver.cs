namespace System.Device.Gpio.Drivers;

/// <summary>A driver over an interface of the kernel.</summary>
public abstract class UnixDriver : GpioDriver;
