using System.Text.Json.Serialization;

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
/// <param name="Witness">What the privacy witness sees; left out where there is none.</param>
/// <param name="Sums">What grows with every visit; left out until enough visits went into it.</param>
public sealed record KioskHealth(
    int Version,
    DateTimeOffset At,
    long UptimeSeconds,
    int ResidentMb,
    double? CpuTemperatureCelsius,
    long OutboxWindows,
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyList<string> Faults,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WitnessHealth? Witness = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HealthSums? Sums = null);

/// <summary>What the privacy witness sees that has nothing to do with a visit.</summary>
/// <param name="Complete">Whether it can see every device.</param>
/// <param name="UnclaimedSeconds">How long a camera or microphone was open while the worker said that it was closed, since
/// the witness started.</param>
public sealed record WitnessHealth(bool Complete, long UnclaimedSeconds);

/// <summary>Sums over visits, as they were at one instant. They are told anew only when at least k visits went into them
/// since, and of each sensor none or at least k, so that no difference of two reports is one visit's.</summary>
/// <param name="At">When they were summed up, UTC.</param>
/// <param name="UptimeSeconds">Since the worker started.</param>
/// <param name="WrittenBytes">Written to disks and memory cards by the worker in that time.</param>
/// <param name="Witness">What the privacy witness saw; left out where there is none.</param>
public sealed record HealthSums(
    DateTimeOffset At,
    long UptimeSeconds,
    long WrittenBytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WitnessSums? Witness = null);

/// <summary>What the privacy witness saw.</summary>
/// <param name="Seconds">Since it started.</param>
/// <param name="CameraOpenSeconds">How long a camera was open in that time.</param>
/// <param name="MicrophoneOpenSeconds">How long a microphone was open.</param>
/// <param name="SentBytes">What left the box over any network, by whatever program.</param>
public sealed record WitnessSums(long Seconds, long CameraOpenSeconds, long MicrophoneOpenSeconds, long SentBytes);
