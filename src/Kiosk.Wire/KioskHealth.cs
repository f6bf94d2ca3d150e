namespace Kiosk.Wire;

/// <summary>How the box is. It says nothing about a visit.</summary>
/// <param name="Version">1.</param>
/// <param name="At">When it was measured, UTC.</param>
/// <param name="UptimeSeconds">Since the worker started.</param>
/// <param name="ResidentMb">Resident memory of the worker, MiB.</param>
/// <param name="CpuTemperatureCelsius">Of the hottest thermal zone; null where the board has none.</param>
/// <param name="OutboxWindows">Windows that wait for a receipt.</param>
/// <param name="Models">Name and version of each model in use; a model that was refused is missing.</param>
/// <param name="Faults">Names of the faults that stand, such as <c>camera_unreadable</c>.</param>
public sealed record KioskHealth(
    int Version,
    DateTimeOffset At,
    long UptimeSeconds,
    int ResidentMb,
    double? CpuTemperatureCelsius,
    long OutboxWindows,
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyList<string> Faults);
