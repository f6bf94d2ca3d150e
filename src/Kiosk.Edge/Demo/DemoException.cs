namespace Kiosk.Edge.Demo;

/// <summary>The demo can't go on; the message is one sentence that says why.</summary>
internal sealed class DemoException : Exception
{
    public DemoException()
    {
    }

    public DemoException(string message)
        : base(message)
    {
    }

    public DemoException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
