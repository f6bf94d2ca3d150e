using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kiosk.Edge.Demo;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Kiosk.Systemd;
using Spectre.Console;

namespace Kiosk.Edge.Bench;

/// <summary><c>carekiosk bench</c>: how long each stage takes on this very box, and which rates fit it.</summary>
internal static class BenchCommand
{
    /// <summary>The share of one core that pictures and sound together may take: the rest is the kiosk app's.</summary>
    private const double Budget = 0.5;

    /// <summary>How long one block of sound is: 32 ms.</summary>
    private const double BlockMs = 1000.0 * AudioBlock.Length / AudioBlock.SampleRateHz;

    /// <summary>Runs before the clock starts: code is compiled and caches are warm.</summary>
    private const int WarmUp = 20;

    public static Command Create()
    {
        var seconds = CommandLine.Seconds(0.1, 600, "How long each stage is measured.");
        seconds.DefaultValueFactory = _ => 3;
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var models = new Option<string?>("--models") { Description = "Another folder of models than the shipped one." };
        var command = new Command("bench", "Measure this box: milliseconds of each stage, and which rates fit it.")
        {
            seconds, json, models,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                var report = Measure(
                    ModelStore.ForMeasuring(result.GetValue(models)),
                    TimeSpan.FromSeconds(result.GetValue(seconds)!.Value), // it has a default
                    cancellationToken);
                if (result.GetValue(json))
                {
                    Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.BenchReport));
                }
                else
                {
                    Show(report);
                }

                return ServiceHost.Done;
            }
            catch (ModelRefusedException error)
            {
                await Console.Error.WriteLineAsync($"carekiosk: {error.Message}");
                return ServiceHost.Failed;
            }
        });
        return command;
    }

    /// <summary>Measures every stage, one thread, one after the other.</summary>
    internal static BenchReport Measure(ModelStore store, TimeSpan each, CancellationToken cancellationToken)
    {
        using var frame = new VideoFrame();
        using (var renderer = new FaceRenderer())
        {
            renderer.Draw(Face.Neutral, 0, default, frame.Image);
        }

        using var detector = new FaceDetector(store);
        using var face = new FaceRecognizer(store);
        using var activity = new VoiceActivityModel(store);
        using var emotion = new VoiceEmotionModel(store);
        var block = new float[AudioBlock.Length];
        BenchStage[] stages =
        [
            Time("detect faces", each, () => detector.Detect(frame.Image), cancellationToken),
            Time("picture (detect, align, express)", each, () => face.Read(frame), cancellationToken),
            Time("voice activity, 32 ms of sound", each, () => activity.Step(block), cancellationToken),
            Time("voice emotion, 2 s of sound", each, () => emotion.Run(), cancellationToken),
        ];

        // A block of sound is read as often as one comes, a window of emotion at most once a second.
        var sound = (stages[2].P50Ms / BlockMs) + (stages[3].P50Ms / 1000);
        var fits = Math.Max(0, (Budget - sound) * 1000 / stages[1].P95Ms);
        return new BenchReport(
            KioskVersion.Text,
            Environment.ProcessorCount,
            store.Loaded,
            stages,
            Math.Round(sound, 4),
            Math.Round(stages[1].P50Ms / 100, 4),
            Math.Round(Math.Min(fits, 30), 1));
    }

    private static BenchStage Time(string name, TimeSpan length, Action run, CancellationToken cancellationToken)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            run();
        }

        var taken = new List<double>(4096);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            run();
            taken.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        while (Stopwatch.GetElapsedTime(began) < length && taken.Count < taken.Capacity);

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var times = Percentiles.Of(taken)!.Rounded(3); // it ran at least once
        return new BenchStage(
            name,
            times.P50,
            times.P95,
            taken.Count,
            allocated / taken.Count);
    }

    private static void Show(BenchReport report)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        var table = new Table().AddColumns("stage", "ms, half of the runs", "ms, 95 of 100", "runs", "bytes allocated");
        foreach (var stage in report.Stages)
        {
            table.AddRow(
                stage.Stage,
                stage.P50Ms.ToString("0.00", CultureInfo.InvariantCulture),
                stage.P95Ms.ToString("0.00", CultureInfo.InvariantCulture),
                stage.Runs.ToString(CultureInfo.InvariantCulture),
                stage.AllocatedBytes.ToString(CultureInfo.InvariantCulture));
        }

        console.Write(table);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(", ", report.Models.Select(model => $"{model.Key} {model.Value}"))}, one thread, {report.Cores} cores."));
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"10 pictures a second take {report.CoreAt10FramesPerSecond:P0} of a core, the microphone {report.CoreForSound:P1}."));
        console.WriteLine(report.FramesPerSecondThatFit >= 10
            ? "Every model fits this box at the full 10 pictures a second."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"In half a core fit {report.FramesPerSecondThatFit:0.0} pictures a second: set Sensing:MaxFramesPerSecond to {Math.Max(1, (int)report.FramesPerSecondThatFit)}."));
    }
}

/// <summary>One stage's time.</summary>
/// <param name="Stage">What ran.</param>
/// <param name="P50Ms">Half of the runs took no longer.</param>
/// <param name="P95Ms">95 of 100 took no longer.</param>
/// <param name="Runs">How many there were.</param>
/// <param name="AllocatedBytes">Managed bytes a run.</param>
internal sealed record BenchStage(string Stage, double P50Ms, double P95Ms, int Runs, long AllocatedBytes);

/// <summary>What <c>bench --json</c> prints.</summary>
/// <param name="Version">The worker's.</param>
/// <param name="Cores">The board's.</param>
/// <param name="Models">Name and version of each.</param>
/// <param name="Stages">Each stage's time.</param>
/// <param name="CoreForSound">Share of a core while the microphone is open.</param>
/// <param name="CoreAt10FramesPerSecond">Share of a core at ten pictures a second.</param>
/// <param name="FramesPerSecondThatFit">Pictures a second, 30 at most, that fit half a core beside the sound.</param>
internal sealed record BenchReport(
    string Version,
    int Cores,
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyList<BenchStage> Stages,
    double CoreForSound,
    double CoreAt10FramesPerSecond,
    double FramesPerSecondThatFit);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJson : JsonSerializerContext;
