using Kiosk.Wire;

namespace Kiosk.Edge.Reporting;

/// <summary>Measures how the box is.</summary>
/// <param name="models">Name and version of each model in use.</param>
/// <param name="faults">The faults that stand.</param>
/// <param name="heat">How hot the board is.</param>
/// <param name="witness">What watches the devices from outside.</param>
/// <param name="time">The clock; the worker's life begins with this object.</param>
internal sealed class HealthProbe(
    IReadOnlyDictionary<string, string> models, FaultRegister faults, BoardHeat heat, Witness witness, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>The box as it is now.</summary>
    /// <param name="outboxWindows">Windows that wait for a receipt.</param>
    public KioskHealth Measure(long outboxWindows) => new(
        Version: 1,
        time.GetUtcNow(),
        (long)time.GetElapsedTime(_started).TotalSeconds,
        (int)(Environment.WorkingSet >> 20),
        heat.HottestCelsius,
        outboxWindows,
        models,
        [.. faults.Standing.Select(fault => fault.Fault)],
        witness.Read() is { } seen
            ? new WitnessHealth(
                (long)seen.Seconds,
                seen.Complete,
                (long)seen.Camera.OpenSeconds,
                (long)seen.Microphone.OpenSeconds,
                (long)(seen.Camera.UnclaimedSeconds + seen.Microphone.UnclaimedSeconds),
                seen.SentBytes)
            : null);
}
