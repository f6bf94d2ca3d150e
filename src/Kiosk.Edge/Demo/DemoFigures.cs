using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kiosk.Edge.Demo;

/// <summary>Listens to the worker's own instruments, so that the demo reports what an operator's monitoring would see.
/// </summary>
internal sealed class DemoFigures : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Instrument, string? Tag), long> _counts = [];
    private readonly ConcurrentDictionary<(string Instrument, string? Tag), ConcurrentQueue<double>> _values = [];

    public DemoFigures()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == KioskMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            _counts.AddOrUpdate((instrument.Name, null), value, (_, sum) => sum + value);
            if (!tags.IsEmpty)
            {
                _counts.AddOrUpdate((instrument.Name, tags[0].Value?.ToString()), value, (_, sum) => sum + value);
            }
        });
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            _values.GetOrAdd((instrument.Name, null), _ => []).Enqueue(value);
            if (!tags.IsEmpty)
            {
                _values.GetOrAdd((instrument.Name, tags[0].Value?.ToString()), _ => []).Enqueue(value);
            }
        });
        _listener.Start();
    }

    /// <summary>A counter's sum.</summary>
    /// <param name="instrument">Its name.</param>
    /// <param name="tag">Only what was counted with this first tag; null for all.</param>
    public long Count(string instrument, string? tag = null) => _counts.GetValueOrDefault((instrument, tag));

    /// <summary>What a histogram recorded, in order.</summary>
    /// <param name="instrument">Its name.</param>
    /// <param name="tag">Only what was recorded with this first tag; null for all.</param>
    public IReadOnlyList<double> Values(string instrument, string? tag = null) =>
        _values.TryGetValue((instrument, tag), out var values) ? [.. values] : [];

    public void Dispose() => _listener.Dispose();
}
