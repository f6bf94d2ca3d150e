using Kiosk.Edge.Connection;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Simulations;

/// <summary>A kiosk in a world: the product's own policy, chooser and reward; only the customers are simulated.</summary>
internal sealed class Store(World world, ResponseCatalogue catalogue, ResponseOptions options, int seed)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly HashSet<string> Nothing = [];

    private readonly Random _random = new(seed);
    private readonly AnswerChooser _chooser = new(options, new Experience(), new Random(seed + 1));
    private readonly Dictionary<(Cause Cause, Strategy Strategy), (int Visits, int Well)> _trials = [];

    /// <summary>Visits without prompts, and how many of them went well.</summary>
    public (int Visits, int Well) Control { get; private set; }

    /// <summary>The others.</summary>
    public (int Visits, int Well) Answered { get; private set; }

    /// <summary>What it tells the fleet: visits by cause and first answer.</summary>
    public IReadOnlyList<FleetCount> Trials =>
        [.. _trials.Select(one => new FleetCount(one.Key.Cause, one.Key.Strategy, one.Value.Visits, one.Value.Well))];

    /// <summary>Learns what the fleet tells.</summary>
    public void Learn(FleetExperience fleet) => _chooser.Learn(fleet);

    /// <summary>Serves frustrated customers.</summary>
    public void Serve(int customers)
    {
        for (var i = 0; i < customers; i++)
        {
            ServeOne();
        }
    }

    /// <summary>The share of frustrated customers who would get done, were they answered as is known by now.</summary>
    public double Value() => ValueOf(world, catalogue, (situation, strategies) => _chooser.Choose(situation, strategies).Probabilities);

    /// <summary>How often it would say nothing at first, over all customers.</summary>
    public double SilenceShare() => World.Situations.Sum(one =>
        one.Share * _chooser.Choose(one.Situation, Strategies(catalogue, one.Situation)).Probabilities[Strategy.SayNothing]);

    /// <summary>The share who get done under a policy, over all customers, without chance.</summary>
    /// <param name="world">The customers.</param>
    /// <param name="catalogue">The answers there are.</param>
    /// <param name="policy">The chance of each answer in a situation.</param>
    public static double ValueOf(
        World world,
        ResponseCatalogue catalogue,
        Func<Situation, IReadOnlyList<Strategy>, IReadOnlyDictionary<Strategy, double>> policy)
    {
        double Level(Situation situation, int level)
        {
            var at = situation with { Level = level };
            return policy(at, Strategies(catalogue, at)).Sum(one => one.Value * world.Well(at, one.Key, level == 2));
        }

        return World.Situations.Sum(one =>
        {
            var first = Level(one.Situation, 1);
            return one.Share * (first + ((1 - first) * Level(one.Situation, 2)));
        });
    }

    /// <summary>What the rules allow in a situation.</summary>
    public static IReadOnlyList<Strategy> Strategies(ResponseCatalogue catalogue, in Situation situation) =>
    [
        .. catalogue.Fitting(situation.Cause, situation.Mood, situation.Level, Nothing).Select(answer => answer.Strategy),
        Strategy.SayNothing,
    ];

    private void ServeOne()
    {
        var situation = World.Next(_random);
        var policy = new PromptPolicy(options, catalogue, _chooser, situation.Language);
        var outcome = VisitOutcome.Abandoned;
        var staffCalls = 0;
        for (var level = 1; level <= 2; level++)
        {
            var decision = policy.Decide(State(situation, level), situation.Tier);
            var strategy = decision.Prompt?.Strategy ?? Strategy.SayNothing;
            if (_random.NextDouble() < world.Well(situation with { Level = level }, strategy, level == 2))
            {
                outcome = VisitOutcome.Completed;
                break;
            }
        }

        if (outcome == VisitOutcome.Abandoned
            && policy.Decide(State(situation, 3), situation.Tier).Prompt is { Strategy: Strategy.CallPerson })
        {
            (outcome, staffCalls) = (VisitOutcome.Staff, 1);
        }

        var reward = VisitReward.Of(outcome, staffCalls, feedback: null);
        _chooser.Learn(policy.Choices, reward);
        if (policy.Trial is { } trial)
        {
            var well = reward > 0 ? 1 : 0;
            var key = (situation.Cause, trial.First.Strategy);
            var before = _trials.GetValueOrDefault(key);
            _trials[key] = (before.Visits + 1, before.Well + well);
            Control = trial.Control ? (Control.Visits + 1, Control.Well + well) : Control;
            Answered = trial.Control ? Answered : (Answered.Visits + 1, Answered.Well + well);
        }
    }

    /// <summary>Frustration that does not fall between the tries.</summary>
    private static CustomerState State(in Situation situation, int level) => new(
        Start.AddSeconds(30 * level), 0.65 + (0.05 * level), 0.2, Frustrated: true, Start, situation.Cause, situation.Mood);
}
