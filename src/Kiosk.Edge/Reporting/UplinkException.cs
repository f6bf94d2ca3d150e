namespace Kiosk.Edge.Reporting;

/// <summary>The broker cannot be reached, refuses or does not answer; the message is one sentence that says why.</summary>
internal sealed class UplinkException : Exception
{
    public UplinkException()
    {
    }

    public UplinkException(string message)
        : base(message)
    {
    }

    public UplinkException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
