using System.Text.Json.Serialization;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;

namespace Kiosk.Edge.Demo;

/// <summary>What <c>demo --json</c> ends with.</summary>
/// <param name="Seconds">How long it ran.</param>
/// <param name="Frames">Pictures recognised.</param>
/// <param name="Faces">Pictures in which there was a face.</param>
/// <param name="Readings">Readings by kind.</param>
/// <param name="Visits">Visits that ended.</param>
/// <param name="Prompts">Each prompt shown.</param>
/// <param name="Windows">What became of the windows.</param>
/// <param name="RssPeakMb">Most resident memory of the worker, MiB.</param>
/// <param name="LatencyMs">Delays.</param>
/// <param name="Links">Which parts of the path carried something.</param>
internal sealed record DemoReport(
    double Seconds,
    long Frames,
    long Faces,
    DemoReadings Readings,
    long Visits,
    IReadOnlyList<DemoPrompt> Prompts,
    DemoWindows Windows,
    int RssPeakMb,
    DemoLatency LatencyMs,
    DemoLinks Links);

/// <summary>Readings by kind.</summary>
internal sealed record DemoReadings(long Face, long Voice, long Words);

/// <summary>A prompt that was shown; <c>AfterOnsetMs</c> is the time since the evidence it answers began to rise, null when
/// it was no answer to frustration.</summary>
internal sealed record DemoPrompt(string Id, string Cause, string Strategy, string Language, double? AfterOnsetMs)
{
    /// <summary>The prompts of all visits, each with its own delay.</summary>
    /// <param name="shown">What the screen was told, in order; closing words answer nothing and are left out.</param>
    /// <param name="delays">The delays of the prompts with an id, in order, ms. One that the call button brought has no reasons
    /// and no delay.</param>
    public static IReadOnlyList<DemoPrompt> Of(IReadOnlyList<Prompt> shown, Func<string, IReadOnlyList<double>> delays)
    {
        var left = shown.Select(prompt => prompt.Id).Distinct().ToDictionary(id => id, id => new Queue<double>(delays(id)));
        return
        [
            .. from prompt in shown
               where prompt.Level > 0
               select new DemoPrompt(
                   prompt.Id,
                   WireName.Of(prompt.Cause),
                   WireName.Of(prompt.Strategy),
                   prompt.Language,
                   prompt.Why is not null && left[prompt.Id].TryDequeue(out var delay) ? Math.Round(delay, 1) : null),
        ];
    }
}

/// <summary>Windows published, receipted by the cloud, and published more than once.</summary>
internal sealed record DemoWindows(long Sent, long Stored, long Repeated);

/// <summary>From picture or sound to reading, and from evidence to prompt.</summary>
internal sealed record DemoLatency(Percentiles? Reading, Percentiles? Prompt);

/// <summary>The links of the chain from a camera to the console: true, false, or null when there was nothing to carry,
/// because the source was not given, nobody agreed to it, or too few visits ended for a window.</summary>
internal sealed record DemoLinks(
    bool? Camera,
    bool? Face,
    bool? Microphone,
    bool? Voice,
    bool? Events,
    bool? Prompt,
    bool? WindowSent,
    bool? WindowStored)
{
    /// <summary>No link is broken.</summary>
    [JsonIgnore]
    public bool Hold =>
        !new[] { Camera, Face, Microphone, Voice, Events, Prompt, WindowSent, WindowStored }.Contains(false);
}

/// <summary>Source-generated JSON of the report.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class DemoJson : JsonSerializerContext;
