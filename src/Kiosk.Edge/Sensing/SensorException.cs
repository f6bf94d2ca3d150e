namespace Kiosk.Edge.Sensing;

/// <summary>A camera or microphone, or the file in its place, can't be read. The message is one sentence that says what
/// is wrong and what to do.</summary>
public sealed class SensorException : IOException
{
    /// <summary>With a general message.</summary>
    public SensorException()
        : this("The sensor can't be read.")
    {
    }

    /// <summary>With what is wrong and what to do.</summary>
    public SensorException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong, what to do and the cause below.</summary>
    public SensorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
