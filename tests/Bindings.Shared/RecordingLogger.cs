using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bindings.Shared;

/// <summary>Keeps what is logged, in order.</summary>
internal sealed class RecordingLogger<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(string Event, string Line)> _logged = [];

    /// <summary>The name of each event.</summary>
    public IReadOnlyList<string> Events => [.. _logged.Select(one => one.Event)];

    /// <summary>Each line as it would be logged.</summary>
    public IReadOnlyCollection<string> Lines => [.. _logged.Select(one => one.Line)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) => _logged.Enqueue((eventId.Name ?? "", formatter(state, exception)));
}
