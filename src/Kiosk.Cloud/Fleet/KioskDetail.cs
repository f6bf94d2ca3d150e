using Kiosk.Wire;

namespace Kiosk.Cloud.Fleet;

/// <summary>One kiosk on its own.</summary>
/// <param name="Summary">As in the list.</param>
/// <param name="Health">How the box is; null when it has not said.</param>
/// <param name="Faults">Faults that stand, then those that ended within the period, newest first; 20 at most.</param>
/// <param name="Trend">Its visits.</param>
/// <param name="FaultCount">How many faults stand or ended within the period.</param>
/// <param name="AsOf">When this was so, UTC: an answer may be given again.</param>
public sealed record KioskDetail(
    KioskSummary Summary,
    BoxHealth? Health,
    IReadOnlyList<FaultSpan> Faults,
    Trend Trend,
    long FaultCount,
    DateTimeOffset AsOf);

/// <summary>How a kiosk's box is.</summary>
/// <param name="At">When it was measured, UTC.</param>
/// <param name="UptimeSeconds">Since the worker started.</param>
/// <param name="ResidentMb">Memory of the worker, MiB.</param>
/// <param name="CpuTemperatureCelsius">Null where the board does not say.</param>
/// <param name="Models">Name and version of each model in use.</param>
/// <param name="Witness">What the privacy witness sees; null where there is none.</param>
/// <param name="Sums">What grows with every visit; null until enough went into it.</param>
public sealed record BoxHealth(
    DateTimeOffset At,
    long UptimeSeconds,
    long ResidentMb,
    double? CpuTemperatureCelsius,
    IReadOnlyDictionary<string, string> Models,
    WitnessHealth? Witness,
    HealthSums? Sums);

/// <summary>A device fault from when it was raised to when it was cleared.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="RaisedAt">When it began, UTC.</param>
/// <param name="ClearedAt">When it ended, UTC; null while it stands.</param>
/// <param name="Detail">One sentence for a technician; empty when only the health report told of it.</param>
public sealed record FaultSpan(string Fault, DateTimeOffset RaisedAt, DateTimeOffset? ClearedAt, string Detail);
