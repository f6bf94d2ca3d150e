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

/// <summary>How composed visits are understood by the worker's own stages, as a page of Markdown and a picture.</summary>
internal static class CompositeReport
{
    private const int CalmVisits = 400;
    private const int VisitsOfAKind = 400;

    /// <summary>The budget: of 100 calm visits so many may see a prompt, and half of the frustrated customers get one within so many
    /// seconds.</summary>
    private const double MostFalse = 2, LongestDelay = 3;

    /// <summary>A prompt later than this after the onset came too late to count.</summary>
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(20);

    private static readonly ResponseOptions Response = new() { ControlShare = 0, Learning = false };

    private static readonly CatalogueSource Catalogue =
        new(Options.Create(Response), NullLogger<CatalogueSource>.Instance);

    private static readonly double[] Onsets = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];

    private static readonly (string Name, bool Face, bool Voice)[] Tiers =
        [("events", false, false), ("events, face", true, false), ("events, voice", false, true), ("events, face, voice", true, true)];

    private static readonly CustomerKind[] Frustrated = [.. Enum.GetValues<CustomerKind>().Where(kind => kind != CustomerKind.Calm)];

    /// <summary>Composes the visits and runs them.</summary>
    /// <param name="readings">What the models read.</param>
    /// <param name="picture">Where the curves go; null for nowhere.</param>
    /// <param name="output">Where the page goes.</param>
    public static void Write(HeldOut readings, string? picture, TextWriter output)
    {
        // Two halves that share no face and no clip: by one the onset is chosen, by the other it is reported.
        var chosenBy = Curves(Half(readings, 0), new Random(1));
        var reported = Curves(Half(readings, 1), new Random(2));
        var shipped = new UnderstandingOptions().OnsetAt;
        var fitting = chosenBy[^1].Rows.Where(row => row.False <= MostFalse && row.Median <= LongestDelay).ToList();

        output.WriteLine(
            $"""
            # Understanding, on composite visits

            Made by `dotnet run -c Release --project perf/Kiosk.Simulations -- readings --data ../shared/data --out readings.json`
            and `… -- composite --readings readings.json --out perf/reports/composite.md --plot perf/reports/composite.svg`. **Every
            figure is composite**: {readings.Faces.Count} faces of FER+ (the half of its validation part that only reports, enlarged
            into 640×480 pictures) and {readings.Voices.Count} clips of speakers that no model has heard, read by the shipped models
            and spliced over scripts of screen events, then run through the worker's own attendant. Each picture of a visit is
            another person, which is harder than life for the customer's own baseline; acted voices are easier than life. Of a voice
            whose language the model's card does not name ({readings.Voices.Count(voice => !voice.NamesEmotion)} of the clips) only arousal counts.

            Faces and clips are halved. On visits of one half, events, face and voice keep the budget (at most {MostFalse} calm visits
            of 100 prompted, half of the frustrated ones within {LongestDelay} s) with an onset of {(fitting.Count == 0
                ? "none of those below"
                : $"{Number(fitting.Min(row => row.Onset), "0.00")} to {Number(fitting.Max(row => row.Onset), "0.00")}")}:

            {string.Join('\n', chosenBy[^1].Rows.Where(row => row.Onset is >= 0.5 and <= 0.7).Select(row =>
                $"- {Number(row.Onset, "0.00")}: {Number(row.False)} false, recall {Number(row.Recall)}, median delay {Number(row.Median, "0.00 s")}"))}

            **{Number(shipped, "0.00")} ships** (`Understanding:OnsetAt`), toward the end of that range where the fewest calm customers are disturbed.
            Everything below is of the other half: {CalmVisits} calm visits of {CompositeVisit.Length.TotalSeconds} s, {VisitsOfAKind} of each other kind. *Unseen*: irritated
            by something the screen does not know of.

            False prompts are calm visits with a prompt, of 100. Recall is the share of frustrated visits with a prompt within
            {InTime.TotalSeconds} s of the onset, and none before it; delay is from the onset to it, of all frustrated visits: who gets none in
            time waits longer than the others. Where the screen tells of trouble the delay is mostly that of the script, which draws
            its times at random; what face and voice do alone, the *unseen* tell.

            At the shipped onset:

            | tier | false | recall | irritated | anxious | smiling | unseen | delay p50 | p95 |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            {string.Join('\n', reported.Select(tier => Line(tier.Name, tier.Rows.First(row => row.Onset == shipped))))}

            And how long half of each kind wait at most:

            | tier | irritated | anxious | smiling | unseen |
            | --- | --- | --- | --- | --- |
            {string.Join('\n', reported.Select(tier =>
                $"| {tier.Name} | {string.Join(" | ", tier.Rows.First(row => row.Onset == shipped).MedianByKind.Select(one => Number(one, "0.00 s")))} |"))}

            ![Recall and delay against false prompts, by tier](composite.svg)

            The whole curve:

            | tier | onset at | false | recall | irritated | anxious | smiling | unseen | delay p50 | p95 |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            {string.Join('\n', reported.SelectMany(tier => tier.Rows.Select(row => Line($"{tier.Name} | {Number(row.Onset, "0.00")}", row))))}
            """);
        if (picture is not null)
        {
            Draw(reported, picture);
        }
    }

    private static HeldOut Half(HeldOut all, int half) => new(
        [.. all.Faces.Where((_, i) => i % 2 == half)], [.. all.Voices.Where((_, i) => i % 2 == half)]);

    private static List<(string Name, List<Row> Rows)> Curves(HeldOut readings, Random random)
    {
        List<CompositeVisit> visits = [];
        foreach (var kind in Enum.GetValues<CustomerKind>())
        {
            var count = kind == CustomerKind.Calm ? CalmVisits : VisitsOfAKind;
            visits.AddRange(Enumerable.Range(0, count).Select(_ => CompositeVisit.Compose(kind, readings, random)));
        }

        return [.. Tiers.Select(tier => (tier.Name, Onsets.Select(onset => RowOf(tier.Face, tier.Voice, onset, visits)).ToList()))];
    }

    private static Row RowOf(bool face, bool voice, double onset, List<CompositeVisit> visits)
    {
        var delays = visits.Select(visit => (visit.Kind, Delay: Run(visit, face, voice, onset))).ToList();
        double Prompted(params IReadOnlyList<CustomerKind> kinds)
        {
            var some = delays.Where(one => kinds.Contains(one.Kind)).ToList();
            return 100.0 * some.Count(one => one.Delay is not null) / some.Count;
        }

        // Who was not helped in time waits longer than everybody who was.
        double? Percentile(double share, params IReadOnlyList<CustomerKind> kinds)
        {
            var waits = delays.Where(one => kinds.Contains(one.Kind))
                .Select(one => one.Delay?.TotalSeconds ?? double.PositiveInfinity).Order().ToList();
            var wait = waits[(int)(share * (waits.Count - 1))];
            return double.IsInfinity(wait) ? null : wait;
        }

        return new Row(
            onset,
            Prompted(CustomerKind.Calm),
            Prompted(Frustrated),
            [.. Frustrated.Select(kind => Prompted(kind))],
            Percentile(0.5, Frustrated),
            Percentile(0.95, Frustrated),
            [.. Frustrated.Select(kind => Percentile(0.5, kind))]);
    }

    private static string Line(string name, Row row) =>
        $"| {name} | {Number(row.False)} | {Number(row.Recall)} | {string.Join(" | ", row.ByKind.Select(one => Number(one)))} "
        + $"| {Number(row.Median, "0.00 s")} | {Number(row.Late, "0.0 s")} |";

    private static string Number(double? number, string format = "0.0") =>
        number?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    private static void Draw(List<(string Name, List<Row> Rows)> tiers, string picture)
    {
        var plot = new Plot(
            "What camera and microphone add, by false prompts (composite visits)",
            "Left, the share of frustrated visits prompted in time; right, the median delay; each by calm visits with a prompt, of 100.");
        var x = new Plot.Axis("calm visits with a prompt, of 100", 0, 8, "0");
        plot.Add("Frustrated visits prompted in time, of 100", x, new Plot.Axis("recall", 0, 100, "0"),
            [.. tiers.Select(tier => new Plot.Line(tier.Name, [.. tier.Rows.Select(row => (row.False, row.Recall))]))]);
        plot.Add("Median delay", x, new Plot.Axis("seconds from the onset", 0, 12, "0"),
            [.. tiers.Select(tier => new Plot.Line(
                tier.Name, [.. tier.Rows.Where(row => row.Median is not null).Select(row => (row.False, row.Median ?? 0))]))]);
        plot.Write(picture);
    }

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

    /// <summary>How visits were understood with one onset.</summary>
    private sealed record Row(
        double Onset,
        double False,
        double Recall,
        IReadOnlyList<double> ByKind,
        double? Median,
        double? Late,
        IReadOnlyList<double?> MedianByKind);

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
