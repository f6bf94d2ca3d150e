using System.Globalization;
using Kiosk.Cloud.Fleet;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;

namespace Kiosk.Simulations;

/// <summary>How fast the chooser learns in simulated worlds, as a page of Markdown and a picture.</summary>
internal static class LearningReport
{
    private const int Seeds = 20;
    private const int Cold = 300;
    private const int Warm = 50;
    private const int Long = 1500;
    private const int Neighbours = 5;
    private const double ControlShare = 0.1;

    /// <summary>Where the learned policy is looked at, frustrated customers.</summary>
    private static readonly int[] Looks = [0, 25, 50, 100, 200, Cold, 600, 1000, Long];

    /// <summary>What can be given to everybody: all but the call, which the rules decide, and thanks.</summary>
    private static readonly Strategy[] FixedStrategies =
        [.. Enum.GetValues<Strategy>().Where(strategy => strategy is not (Strategy.CallPerson or Strategy.Thank))];

    private static readonly ResponseCatalogue Catalogue = ResponseCatalogue.Load(new ResponseOptions().Catalogue);

    /// <summary>Runs every world.</summary>
    /// <param name="firstSeed">0 for what is reported; others to design by.</param>
    /// <param name="picture">Where the learning curves go; null for nowhere.</param>
    /// <param name="output">Where the page goes.</param>
    /// <param name="progress">Where it tells how far it is.</param>
    public static void Write(int firstSeed, string? picture, TextWriter output, TextWriter progress)
    {
        List<string> levels = [], ahead = [], beforehand = [], lifts = [];
        var plot = new Plot(
            "Frustrated customers who get done without a person, by how many the kiosk has met (simulated)",
            "Three panels, one for each kind of world: the learned policy against silence, the best fixed strategy and the best policy there is.");
        foreach (var kind in Enum.GetValues<WorldKind>())
        {
            var results = new List<Result>();
            for (var seed = firstSeed; seed < firstSeed + Seeds; seed++)
            {
                results.Add(Run(kind, seed));
                progress.Write($"\r{kind} {results.Count}/{Seeds} ");
            }

            progress.WriteLine();
            string Mean(Func<Result, double> figure) => Figure(results.Average(figure));
            levels.Add(
                $"| {Name(kind)} | {Mean(one => one.Silence)} | {Mean(one => one.Fixed)} | {Mean(one => one.Contextual)} "
                + $"| {Mean(one => one.Curve[0])} | {Mean(one => one.While)} | {Mean(one => one.Cold)} "
                + $"| {Mean(one => one.Warm)} | {Mean(one => one.Curve[^1])} |");
            ahead.Add(
                $"| {Name(kind)} | {results.Count(one => one.Cold > one.Fixed)}/{Seeds} | {Paired(results, one => one.Cold - one.Fixed)} "
                + $"| {results.Count(one => one.Warm > one.Fixed)}/{Seeds} | {Paired(results, one => one.Warm - one.Fixed)} |");
            beforehand.AddRange(kind != WorldKind.SomethingWorks ? [] : FixedStrategies.Select(strategy =>
                $"| {WireName.Of(strategy)} | {Mean(one => one.EachFixed[strategy])} "
                + $"| {results.Count(one => one.Cold > one.EachFixed[strategy])}/{Seeds} "
                + $"| {Paired(results, one => one.Cold - one.EachFixed[strategy])} |"));
            lifts.Add(
                $"| {Name(kind)} | {Mean(one => one.Lift.Estimate)} | {results.Count(one => one.Lift.Low > 0)}/{Seeds} "
                + $"| {results.Count(one => one.Lift is { Low: <= 0, High: >= 0 })}/{Seeds} "
                + $"| {results.Count(one => one.Lift.High < 0)}/{Seeds} | {Mean(one => one.ColdSilence)} | {Mean(one => one.Silent)} |");
            plot.Add(
                Name(kind),
                new Plot.Axis("frustrated customers met", 0, Long, "0"),
                new Plot.Axis("share who get done", 0.5, 0.9, "0.0"),
                new Plot.Line("learned", [.. Looks.Select((look, i) => ((double)look, results.Average(one => one.Curve[i])))]),
                Level("best fixed", results.Average(one => one.Fixed)),
                Level("silence", results.Average(one => one.Silence)),
                Level("best there is", results.Average(one => one.Contextual)));
        }

        output.WriteLine(
            $"""
            # Learning, on simulated customers

            Made by `dotnet run -c Release --project perf/Kiosk.Simulations -- learning --out perf/reports/learning.md --plot
            perf/reports/learning.svg`. **Every figure is simulated**: the product's own rules, chooser and reward in {Seeds} worlds
            of each kind, drawn by their seed (`World.cs`), which the learner does not know. What the learner was built by are
            other seeds (`--first 100`); these, {firstSeed} to {firstSeed + Seeds - 1}, were run once, for this page. Its prior
            (`ChoicePrior.cs`) has the structure of the worlds (strategy, strategy by cause, strategy by mood) and spreads of their
            size, which is more than anybody knows of a real store.

            A figure is the share of frustrated customers who get done without a person. *Fixed* gives every customer the same
            strategy, the best in hindsight; *contextual* knows the world. *Before* is the kiosk before its first customer.
            *While* is what the first {Cold} customers got, those of the control group apart: learning was paid with it. The others
            are what the next customer gets: *cold* after {Cold} of its own, *warm* after {Warm} of its own and the counts by cause
            and first answer of {Neighbours} kiosks in the same world that met {Cold} each, *late* after {Long}.

            | world | silence | fixed | contextual | before | while | cold | warm | late |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            {string.Join('\n', levels)}

            Ahead of the best fixed strategy: in how many worlds, and by how much, with the 95 % interval of the paired difference
            over the worlds (t distribution). Where nothing works all are alike, and where prompts harm the best fixed strategy is
            silence, which a kiosk that keeps every answer's chance above 0 can come near but not beat.

            | world | cold | by | warm | by |
            | --- | --- | --- | --- | --- |
            {string.Join('\n', ahead)}

            Where something works, against each strategy given to everybody from the first day on, chosen before the world is known as
            a store without learning has to: what it comes to, in how many worlds the kiosk is ahead of it after {Cold} customers, and
            by how much.

            | strategy | share | cold ahead | by |
            | --- | --- | --- | --- |
            {string.Join('\n', beforehand)}

            ![Learning curves](learning.svg)

            The measured lift of answered visits over the control group (share {ControlShare.ToString(CultureInfo.InvariantCulture)})
            after {Long} frustrated customers, with its 95 % interval (Newcombe 1998, hybrid score), and how often the kiosk
            would say nothing after {Cold} and after {Long}. One interval in twenty does not hold the truth, by its definition.

            | world | mean lift | interval above 0 | covers 0 | below 0 | silent after {Cold} | after {Long} |
            | --- | --- | --- | --- | --- | --- | --- |
            {string.Join('\n', lifts)}
            """);
        if (picture is not null)
        {
            plot.Write(picture);
        }
    }

    private static Result Run(WorldKind kind, int seed)
    {
        var world = new World(kind, seed);
        var options = new ResponseOptions { ControlShare = ControlShare };
        var store = new Store(world, Catalogue, options, 1000 + seed);
        var curve = new double[Looks.Length];
        var (whileLearning, coldSilence) = (0.0, 0.0);
        for (var i = 0; i < Looks.Length; i++)
        {
            store.Serve(Looks[i] - (i == 0 ? 0 : Looks[i - 1]));
            curve[i] = store.Value();
            if (Looks[i] == Cold)
            {
                whileLearning = (double)store.Answered.Well / store.Answered.Visits;
                coldSilence = store.SilenceShare();
            }
        }

        var warm = new Store(world, Catalogue, options, 2000 + seed);
        warm.Learn(new FleetExperience(Catalogue.Edition, Fleet(world, options, seed)));
        warm.Serve(Warm);

        return new Result(
            Store.ValueOf(world, Catalogue, (_, _) => Certain(Strategy.SayNothing)),
            FixedStrategies.ToDictionary(strategy => strategy, strategy => Fixed(world, strategy)),
            Contextual(world),
            curve,
            whileLearning,
            warm.Value(),
            Interval.OfDifference(
                Interval.OfShare(store.Answered.Well, store.Answered.Visits),
                Interval.OfShare(store.Control.Well, store.Control.Visits)),
            coldSilence,
            store.SilenceShare());
    }

    /// <summary>What the neighbours tell, added up.</summary>
    private static List<FleetCount> Fleet(World world, ResponseOptions options, int seed)
    {
        List<FleetCount> counts = [];
        for (var i = 0; i < Neighbours; i++)
        {
            var neighbour = new Store(world, Catalogue, options, 3000 + (Neighbours * seed) + i);
            neighbour.Serve(Cold);
            counts.AddRange(neighbour.Trials);
        }

        return
        [
            .. counts.GroupBy(one => (one.Cause, one.Strategy)).Select(same => new FleetCount(
                same.Key.Cause, same.Key.Strategy, same.Sum(one => one.Tried), same.Sum(one => one.Well))),
        ];
    }

    /// <summary>A mean difference and half of its 95 % interval.</summary>
    private static string Paired(List<Result> results, Func<Result, double> difference)
    {
        const double StudentsT = 2.093; // 97.5 %, 19 degrees of freedom
        var all = results.Select(difference).ToList();
        var mean = all.Average();
        var spread = Math.Sqrt(all.Sum(one => (one - mean) * (one - mean)) / (all.Count - 1) / all.Count);
        return string.Create(CultureInfo.InvariantCulture, $"{mean:+0.000;-0.000;0.000} ± {StudentsT * spread:0.000}");
    }

    private static string Figure(double figure) => figure.ToString("0.000", CultureInfo.InvariantCulture);

    private static Plot.Line Level(string name, double height) => new(name, [(0, height), (Long, height)]);

    /// <summary>What a strategy comes to when everybody gets it, or the nearest to it that a situation has.</summary>
    private static double Fixed(World world, Strategy strategy) => Store.ValueOf(world, Catalogue, (situation, strategies) => Certain(
        strategies.Contains(strategy) ? strategy : situation.Level == 2 ? Strategy.OfferPerson : Strategy.Acknowledge));

    private static double Contextual(World world) => Store.ValueOf(world, Catalogue, (situation, strategies) => Certain(
        strategies.MaxBy(strategy => world.Well(situation, strategy, situation.Level == 2))));

    private static Dictionary<Strategy, double> Certain(Strategy strategy) => new() { [strategy] = 1 };

    private static string Name(WorldKind kind) => kind switch
    {
        WorldKind.SomethingWorks => "something works",
        WorldKind.NothingWorks => "nothing works",
        _ => "prompts harm",
    };

    /// <summary>What came of a world; the curve is what the next customer gets, at each of <see cref="Looks"/>.</summary>
    private sealed record Result(
        double Silence,
        IReadOnlyDictionary<Strategy, double> EachFixed,
        double Contextual,
        double[] Curve,
        double While,
        double Warm,
        Interval Lift,
        double ColdSilence,
        double Silent)
    {
        /// <summary>The best of them in hindsight.</summary>
        public double Fixed => EachFixed.Values.Max();

        public double Cold => Curve[Array.IndexOf(Looks, LearningReport.Cold)];
    }
}
