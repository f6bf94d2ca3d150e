namespace Kiosk.Edge.Recognition;

/// <summary>A model is missing, damaged or not the one its card describes, so it is not used. The message is one
/// sentence that names the file and what is wrong.</summary>
public sealed class ModelRefusedException : Exception
{
    /// <summary>With a general message.</summary>
    public ModelRefusedException()
        : this("The model can't be used.")
    {
    }

    /// <summary>With what is wrong.</summary>
    public ModelRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and the cause below.</summary>
    public ModelRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
