using Microsoft.Extensions.Logging;

namespace Kiosk.Edge.Tests.Fakes;

/// <summary>Keeps the name of each event, in order.</summary>
internal sealed class RecordingLogger<T> : ILogger<T>
{
    private readonly List<string> _events = [];

    public IReadOnlyList<string> Events => _events;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) => _events.Add(eventId.Name ?? "");
}
