namespace System.Device.Gpio;

/// <summary>Is told of an edge, in a thread of the driver.</summary>
public delegate void PinChangeEventHandler(object sender, PinValueChangedEventArgs pinValueChangedEventArgs);
