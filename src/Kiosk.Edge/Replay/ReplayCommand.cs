using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Response;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Understanding;
using Kiosk.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Replay;

/// <summary><c>carekiosk replay</c>: what the kiosk would have said to a recorded visit.</summary>
internal static class ReplayCommand
{
    /// <summary>A replay's time begins here, so that runs compare.</summary>
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The visit of someone who agrees at once, for recordings without a script.</summary>
    private static readonly IReadOnlyList<ScreenEvent> OneVisit =
        [new ScreenEvent.Start(Start, "en", null), new ScreenEvent.Consent(Start, Camera: true, Microphone: true)];

    public static Command Create()
    {
        var video = new Option<string?>("--video") { Description = "A video file or a folder of pictures." };
        var audio = CommandLine.File("--audio", "A sound file.");
        var events = CommandLine.File(
            "--events", "Screen events as JSON Lines; without them one visit whose customer agrees to both sensors.");
        var models = new Option<string?>("--models") { Description = "Another folder of models than the shipped one." };
        var explain = new Option<bool>("--explain") { Description = "Tell of each prompt and each silence why." };
        var html = CommandLine.File("--html", "Write a page to step through every decision to this file.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of lines." };
        var command = new Command("replay", "Replay a recorded visit as fast as possible and print what the kiosk says.")
        {
            video, audio, events, models, explain, html, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(video) is null && result.GetResult(audio) is null && result.GetResult(events) is null)
            {
                result.AddError("Nothing to replay: give --video, --audio or --events.");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                return await RunAsync(
                    result.GetValue(video),
                    result.GetValue(audio),
                    result.GetValue(events),
                    ModelStore.ForMeasuring(result.GetValue(models)),
                    result.GetValue(explain),
                    result.GetValue(html),
                    result.GetValue(json),
                    cancellationToken);
            }
            catch (Exception exception) when (exception is InvalidDataException or SensorException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"carekiosk: {exception.Message}");
                return ServiceHost.Failed;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string? video,
        string? audio,
        string? events,
        ModelStore models,
        bool explain,
        string? html,
        bool json,
        CancellationToken cancellationToken)
    {
        var clock = new ScriptClock(Start);
        using var metrics = new KioskMetrics();
        using var sensors = SensorSet.Recorded(video, audio, clock);
        var faults = new FaultRegister(clock, NullLogger<FaultRegister>.Instance);
        faults.Changed += fault => Console.Error.WriteLine($"carekiosk: {fault.Detail}");
        using var recognizers = new RecognizerSet(models, faults);
        var display = new Transcript(clock, json ? null : Console.Out);
        var response = new ResponseOptions { ControlShare = 0, Learning = false }; // so that runs compare
        var understanding = new UnderstandingOptions();
        using var attendant = new Attendant(
            Options.Create(understanding),
            Options.Create(response),
            Options.Create(new VisitOptions()),
            new CatalogueSource(Options.Create(response), NullLogger<CatalogueSource>.Instance),
            new Learning(response, file: null, Random.Shared),
            new Consent(new ConsentOptions()),
            display,
            metrics,
            clock,
            NullLogger<Attendant>.Instance);
        var decisions = new DecisionLog(attendant, clock, Start, explain && !json ? Console.Out : null);
        using var run = new ReplayRun(sensors, recognizers, attendant, clock, decisions);

        await run.RunAsync(events is not null ? ScreenScript.Read(events, Start) : OneVisit, cancellationToken);

        if (html is not null)
        {
            await using var page = File.CreateText(html);
            ReplayPage.Write(decisions.Decisions, decisions.Course, display.Lines, understanding, page);
        }

        var seconds = (clock.GetUtcNow() - Start).TotalSeconds;
        if (json)
        {
            var report = new ReplayReport(
                Math.Round(seconds, 3), run.Frames, run.Faces, new ReplayReadings(run.Faces, run.Voices, run.Texts), run.Visits,
                display.Lines, explain ? decisions.Decisions : null);
            Console.WriteLine(JsonSerializer.Serialize(report, ReplayJson.Default.ReplayReport));
        }
        else
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds:0.0} s, {run.Frames} frames, {run.Faces} with a face, {run.Voices} voice readings, "
                + $"{run.Texts} texts read, {run.Visits} visits ended, {display.Lines.Count} prompts"));
        }

        return ServiceHost.Done;
    }

    /// <summary>A screen that writes down what it is shown.</summary>
    private sealed class Transcript(TimeProvider time, TextWriter? output) : IPromptDisplay
    {
        public List<ReplayPrompt> Lines { get; } = [];

        public void Show(Prompt prompt)
        {
            if (prompt.Strategy == Strategy.Thank)
            {
                return; // the closing words answer no trouble
            }

            var seconds = (time.GetUtcNow() - Start).TotalSeconds;
            Lines.Add(new ReplayPrompt(
                Math.Round(seconds, 3),
                prompt.Id,
                WireName.Of(prompt.Cause),
                WireName.Of(prompt.Strategy),
                prompt.Level,
                prompt.Language,
                prompt.Text));
            output?.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds,7:0.0} s  {prompt.Id} (level {prompt.Level}): {prompt.Text}"));
        }

        public void Clear()
        {
        }

        public void ShowConsent(SensingState state)
        {
        }

        public void ShowSensors(bool cameraOpen, bool microphoneOpen)
        {
        }
    }
}

/// <summary>What <c>replay --json</c> prints; the decisions only with <c>--explain</c>.</summary>
internal sealed record ReplayReport(
    double Seconds,
    int Frames,
    int Faces,
    ReplayReadings Readings,
    int Visits,
    IReadOnlyList<ReplayPrompt> Prompts,
    IReadOnlyList<ExplainedDecision>? Decisions);

/// <summary>Readings by kind.</summary>
internal sealed record ReplayReadings(int Face, int Voice, int Words);

/// <summary>A prompt and when it was shown, <c>T</c> seconds from the start of the script.</summary>
internal sealed record ReplayPrompt(
    double T, string Id, string Cause, string Strategy, int Level, string Language, string Text);

/// <summary>Source-generated JSON of the report.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReplayReport))]
internal sealed partial class ReplayJson : JsonSerializerContext;
