using System.Globalization;
using Kiosk.Edge;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Replay;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiosk.Simulations;

/// <summary>How composed visits are understood by the worker's own stages, as a page of Markdown.</summary>
internal static class CompositeReport
{
    private const int CalmVisits = 400;
    private const int VisitsOfAKind = 100;

    /// <summary>A prompt later than this after the onset came too late to count.</summary>
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(20);

    private static readonly ResponseOptions Response = new() { ControlShare = 0, Learning = false };

    private static readonly CatalogueSource Catalogue =
        new(Options.Create(Response), NullLogger<CatalogueSource>.Instance);

    private static readonly double[] Onsets = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];

    private static readonly (string Name, bool Face, bool Voice)[] Tiers =
        [("events", false, false), ("events, face", true, false), ("events, voice", false, true), ("events, face, voice", true, true)];

    /// <summary>Composes the visits and runs them.</summary>
    public static void Write(HeldOut readings, TextWriter output)
    {
        var random = new Random(1);
        List<CompositeVisit> visits = [];
        foreach (var kind in Enum.GetValues<CustomerKind>())
        {
            var count = kind == CustomerKind.Calm ? CalmVisits : VisitsOfAKind;
            visits.AddRange(Enumerable.Range(0, count).Select(_ => CompositeVisit.Compose(kind, readings, random)));
        }

        output.WriteLine(
            $"""
            # Understanding, on composite visits

            Made by `dotnet run -c Release --project perf/Kiosk.Simulations -- readings --data ../shared/data --out readings.json`
            and `… -- composite --readings readings.json`. **Every figure is composite**: {readings.Faces.Count} faces of FER+
            (the half of its validation part that only reports, enlarged into 640×480 pictures) and {readings.Voices.Count} clips
            of speakers that no model has heard, read by the shipped models and spliced over scripts of screen events, then run
            through the worker's own attendant. Each picture of a visit is another person, which is harder than life for the
            customer's own baseline; acted voices are easier than life. {CalmVisits} calm visits of {CompositeVisit.Length.TotalSeconds}
            s, {VisitsOfAKind} of each other kind. *Unseen*: irritated by something the screen does not know of.

            False prompts are calm visits with a prompt, of 100. Recall is the share of frustrated visits with a prompt within
            {InTime.TotalSeconds} s of the onset; delay is from the onset to it.

            | tier | onset at | false | recall | irritated | anxious | smiling | unseen | delay p50 | p95 |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """);
        foreach (var tier in Tiers)
        {
            foreach (var onset in Onsets)
            {
                output.WriteLine(Row(tier, onset, visits));
            }
        }
    }

    private static string Row((string Name, bool Face, bool Voice) tier, double onset, List<CompositeVisit> visits)
    {
        var delays = visits.Select(visit => (visit.Kind, Delay: Run(visit, tier.Face, tier.Voice, onset))).ToList();
        string Recall(params CustomerKind[] kinds)
        {
            var some = delays.Where(one => kinds.Contains(one.Kind)).ToList();
            return Percent(some.Count(one => one.Delay is not null), some.Count);
        }

        var inTime = delays.Where(one => one.Kind != CustomerKind.Calm).Select(one => one.Delay).OfType<TimeSpan>()
            .Select(delay => delay.TotalSeconds).Order().ToList();
        string Percentile(double share) => inTime.Count == 0
            ? "–"
            : inTime[(int)(share * (inTime.Count - 1))].ToString("0.0 s", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {tier.Name} | {onset:0.00} | {Recall(CustomerKind.Calm)} | {Recall([.. Enum.GetValues<CustomerKind>().Skip(1)])} "
            + $"| {Recall(CustomerKind.Irritated)} | {Recall(CustomerKind.Anxious)} | {Recall(CustomerKind.SmilingWhileFailing)} "
            + $"| {Recall(CustomerKind.IrritatedUnseen)} | {Percentile(0.5)} | {Percentile(0.95)} |");
    }

    private static string Percent(int part, int whole) =>
        (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>From the onset to the first prompt; of a calm visit from its start. Null when there was none in time, or
    /// one before the onset, which answers nothing.</summary>
    private static TimeSpan? Run(CompositeVisit visit, bool face, bool voice, double onset)
    {
        var clock = new ScriptClock(CompositeVisit.Start);
        var display = new FirstPrompt(clock);
        using var metrics = new KioskMetrics();
        using var attendant = new Attendant(
            Options.Create(new UnderstandingOptions { OnsetAt = onset }),
            Options.Create(Response),
            Options.Create(new VisitOptions()),
            Catalogue,
            new Learning(Response, file: null, Random.Shared),
            new Consent(new ConsentOptions()),
            display,
            metrics,
            clock,
            NullLogger<Attendant>.Instance);
        var inputs = visit.Screen.Select(one => (one.At, (Action)(() => attendant.Take(one))))
            .Concat(visit.Faces.Where(_ => face).Select(one => (one.At, (Action)(() => attendant.Take(one)))))
            .Concat(visit.Voices.Where(_ => voice).Select(one => (one.At, (Action)(() => attendant.Take(one)))))
            .Concat(Ticks().Select(at => (at, (Action)(() => attendant.Tick()))))
            .OrderBy(one => one.Item1);
        foreach (var (at, take) in inputs)
        {
            clock.AdvanceTo(at);
            take();
            if (display.At is { } shown)
            {
                var delay = shown - CompositeVisit.Start - (visit.Onset ?? TimeSpan.Zero);
                return delay >= TimeSpan.Zero && (visit.Onset is null || delay <= InTime) ? delay : null;
            }
        }

        return null;
    }

    private static IEnumerable<DateTimeOffset> Ticks()
    {
        for (var t = 0.25; t < CompositeVisit.Length.TotalSeconds; t += 0.25)
        {
            yield return CompositeVisit.Start.AddSeconds(t);
        }
    }

    /// <summary>A screen that remembers when the first prompt came.</summary>
    private sealed class FirstPrompt(TimeProvider time) : IPromptDisplay
    {
        public DateTimeOffset? At { get; private set; }

        public void Show(Prompt prompt) => At ??= time.GetUtcNow();

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
