using System.Globalization;
using Kiosk.Cloud.Fleet;
using Kiosk.Edge.Response;

namespace Kiosk.Simulations;

/// <summary>How fast the chooser learns in simulated worlds, as a page of Markdown.</summary>
internal static class LearningReport
{
    private const int Seeds = 20;
    private const int Cold = 300;
    private const int Warm = 50;
    private const int Long = 1500;
    private const double ControlShare = 0.1;

    private static readonly ResponseCatalogue Catalogue = ResponseCatalogue.Load(new ResponseOptions().Catalogue);

    /// <summary>Runs every world.</summary>
    /// <param name="output">Where the page goes.</param>
    /// <param name="progress">Where it tells how far it is.</param>
    public static void Write(TextWriter output, TextWriter progress)
    {
        output.WriteLine(
            $"""
            # Learning, on simulated customers

            Made by `dotnet run -c Release --project perf/Kiosk.Simulations -- learning`. **Every figure is simulated**: the
            product's own rules, chooser and reward in {Seeds} worlds of each kind, drawn by their seed (`World.cs`), which the
            learner does not know. A figure is the share of frustrated customers who get done without a person.

            *fixed* gives every customer the same strategy, the best in hindsight; *contextual* knows the world; *prior* is the
            kiosk before its first customer; *cold* has met {Cold} frustrated customers, *warm* {Warm} after taking over the
            counts of another kiosk that met {Cold}. *ahead*: worlds in which it is ahead of the best fixed strategy.

            | world | silence | fixed | contextual | prior | cold | ahead | warm | ahead |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """);
        var lifts = new List<string>();
        foreach (var kind in Enum.GetValues<WorldKind>())
        {
            var results = new List<Result>();
            for (var seed = 0; seed < Seeds; seed++)
            {
                results.Add(Run(kind, seed));
                progress.Write($"\r{kind} {seed + 1}/{Seeds} ");
            }

            progress.WriteLine();
            string Mean(Func<Result, double> figure) => results.Average(figure).ToString("0.000", CultureInfo.InvariantCulture);
            output.WriteLine(
                $"| {Name(kind)} | {Mean(one => one.Silence)} | {Mean(one => one.Fixed)} | {Mean(one => one.Contextual)} "
                + $"| {Mean(one => one.Prior)} | {Mean(one => one.Cold)} | {results.Count(one => one.Cold > one.Fixed)}/{Seeds} "
                + $"| {Mean(one => one.Warm)} | {results.Count(one => one.Warm > one.Fixed)}/{Seeds} |");
            lifts.Add(
                $"| {Name(kind)} | {Mean(one => one.Lift.Estimate)} | {results.Count(one => one.Lift.Low > 0)}/{Seeds} "
                + $"| {results.Count(one => one.Lift is { Low: <= 0, High: >= 0 })}/{Seeds} "
                + $"| {results.Count(one => one.Lift.High < 0)}/{Seeds} | {Mean(one => one.SilenceShare)} |");
        }

        output.WriteLine(
            $"""

            The measured lift of answered visits over the control group (share {ControlShare.ToString(CultureInfo.InvariantCulture)})
            after {Long} frustrated customers, with its 95 % interval (Newcombe 1998, hybrid score), and how often the kiosk
            then chooses to say nothing:

            | world | mean lift | interval above 0 | covers 0 | below 0 | silence chosen |
            | --- | --- | --- | --- | --- | --- |
            {string.Join('\n', lifts)}
            """);
    }

    private static Result Run(WorldKind kind, int seed)
    {
        var world = new World(kind, seed);
        var options = new ResponseOptions { ControlShare = ControlShare };
        var store = new Store(world, Catalogue, options, new Experience(), 1000 + seed);
        var prior = store.Value();
        store.Serve(Cold);
        var cold = store.Value();
        store.Serve(Long - Cold);

        var neighbour = new Experience();
        new Store(world, Catalogue, options, neighbour, 3000 + seed).Serve(Cold);
        var warm = new Store(world, Catalogue, options, neighbour, 2000 + seed);
        warm.Serve(Warm);

        return new Result(
            Store.ValueOf(world, Catalogue, (_, _) => Certain(Strategy.SayNothing)),
            Fixed(world),
            Contextual(world),
            prior,
            cold,
            warm.Value(),
            Interval.OfDifference(
                Interval.OfShare(store.Answered.Well, store.Answered.Visits),
                Interval.OfShare(store.Control.Well, store.Control.Visits)),
            store.SilenceShare());
    }

    /// <summary>The best of the strategies that every situation has, or the nearest to it there is.</summary>
    private static double Fixed(World world) => Enum.GetValues<Strategy>()
        .Where(strategy => strategy is not (Strategy.CallPerson or Strategy.Thank))
        .Max(strategy => Store.ValueOf(world, Catalogue, (situation, strategies) => Certain(
            strategies.Contains(strategy) ? strategy : situation.Level == 2 ? Strategy.OfferPerson : Strategy.Acknowledge)));

    private static double Contextual(World world) => Store.ValueOf(world, Catalogue, (situation, strategies) => Certain(
        strategies.MaxBy(strategy => world.Well(situation, strategy, situation.Level == 2))));

    private static Dictionary<Strategy, double> Certain(Strategy strategy) => new() { [strategy] = 1 };

    private static string Name(WorldKind kind) => kind switch
    {
        WorldKind.SomethingWorks => "something works",
        WorldKind.NothingWorks => "nothing works",
        _ => "prompts harm",
    };

    private sealed record Result(
        double Silence,
        double Fixed,
        double Contextual,
        double Prior,
        double Cold,
        double Warm,
        Interval Lift,
        double SilenceShare);
}
