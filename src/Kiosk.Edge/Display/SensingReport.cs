using System.Text.Json.Serialization;

namespace Kiosk.Edge.Display;

/// <summary>What the customer is told of the machine: the answer of <c>GET /v1/sensing</c>.</summary>
/// <param name="Sensed">How much was read in this visit, by kind.</param>
/// <param name="Sent">The last message of each kind that left the kiosk, the newest first.</param>
/// <param name="Witness">What the privacy witness saw; left out where there is none.</param>
public sealed record SensingReport(
    SensedCounts Sensed,
    IReadOnlyList<SentMessage> Sent,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SeenByWitness? Witness = null);

/// <summary>What the privacy witness, a program beside the worker, saw since it started.</summary>
/// <param name="Seconds">How long that is.</param>
/// <param name="CameraSeconds">How long a camera was open.</param>
/// <param name="MicrophoneSeconds">How long a microphone was open.</param>
/// <param name="SentBytes">What left the box over any network, by whatever program.</param>
public sealed record SeenByWitness(double Seconds, double CameraSeconds, double MicrophoneSeconds, long SentBytes);

/// <summary>How much was read in a visit, by kind: never what was read in it.</summary>
/// <param name="Pictures">Pictures of the camera.</param>
/// <param name="Voices">Stretches of two seconds in which somebody spoke.</param>
/// <param name="ScreenEvents">What the kiosk app told.</param>
/// <param name="Words">Among those, words.</param>
public readonly record struct SensedCounts(int Pictures, int Voices, int ScreenEvents, int Words);

/// <summary>A message that left the kiosk.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Channel">What it tells: <c>window</c>, <c>health</c>, <c>state</c>…</param>
/// <param name="Payload">All of it, word for word.</param>
public sealed record SentMessage(DateTimeOffset At, string Channel, string Payload);

/// <summary>Where the local API gets the report.</summary>
/// <param name="read">Any thread may call it.</param>
public sealed class SensingReportSource(Func<SensingReport> read)
{
    /// <summary>The report of now.</summary>
    public SensingReport Read() => read();
}

/// <summary>Source-generated JSON of the report.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SensingReport))]
internal sealed partial class SensingReportJson : JsonSerializerContext;
