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
/// <param name="Witness">What the privacy witness saw; left out where there is none.</param>
public sealed record KioskHealth(
    int Version,
    DateTimeOffset At,
    long UptimeSeconds,
    int ResidentMb,
    double? CpuTemperatureCelsius,
    long OutboxWindows,
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyList<string> Faults,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WitnessHealth? Witness = null);

/// <summary>What the privacy witness saw since it started. Sums over many visits: nothing about one.</summary>
/// <param name="Seconds">How long that is.</param>
/// <param name="Complete">Whether it could see every device.</param>
/// <param name="CameraOpenSeconds">How long a camera was open.</param>
/// <param name="MicrophoneOpenSeconds">How long a microphone was open.</param>
/// <param name="UnclaimedSeconds">How long one was open while the worker said that it was closed.</param>
/// <param name="SentBytes">What left the box over any network, by whatever program.</param>
public sealed record WitnessHealth(
    long Seconds,
    bool Complete,
    long CameraOpenSeconds,
    long MicrophoneOpenSeconds,
    long UnclaimedSeconds,
    long SentBytes);
