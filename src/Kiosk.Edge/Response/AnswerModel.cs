using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>What the experience tells of each answer in each situation: how much better a visit goes with it than with
/// silence, in log-odds, and how sure that is.</summary>
/// <remarks>One regression over everything. What the situation does by itself has weights for cause, mood, level, tier and
/// language; what an answer does has one that all answers share, one of its own, and one each for its cause, mood, level,
/// tier and language. All have a normal prior (<see cref="ChoicePrior"/>): a situation that was never seen borrows from
/// those that are like it, and visits without words tell as much of words as visits with them. Counts fully decide the
/// model, so it needs no memory of its own.</remarks>
internal sealed class AnswerModel
{
    private readonly LogisticFit _fit = new();

    /// <summary>Where the weight of each name is; a weight is made when a count first needs it. Bounded by the names
    /// there are.</summary>
    private readonly Dictionary<string, int> _places = [];

    /// <summary>The weights of each count, so that their names are looked up once. As many as there are counts.</summary>
    private readonly Dictionary<(Situation Situation, Strategy Strategy), IReadOnlyList<int>> _rows = [];

    /// <summary>Learns the experience, in place of what was learned before.</summary>
    /// <param name="own">What this kiosk has seen.</param>
    /// <param name="fleet">What others have seen, whose customers may be others; null for nothing.</param>
    public void Learn(Experience own, FleetExperience? fleet = null)
    {
        List<LogisticFit.Row> rows =
        [
            .. own.Records.Select(one => new LogisticFit.Row(
                Row(one.Key.Situation, one.Key.Strategy), one.Value.Tried, one.Value.Well)),
        ];
        if (fleet is not null)
        {
            rows.AddRange(fleet.Records.Select(one => new LogisticFit.Row(
                Places([.. InTheFleet(one.Cause), .. Effects(one.Cause, one.Strategy)]), one.Tried, one.Well)));
        }

        _fit.Fit(rows);
    }

    /// <summary>How much better than silence each answer is expected to be in a situation, in log-odds.</summary>
    /// <param name="situation">Where.</param>
    /// <param name="strategies">The answers; silence is 0 and certain.</param>
    /// <returns>The means, and how they may be off together, by rows.</returns>
    public (double[] Means, double[][] Covariance) Effects(Situation situation, IReadOnlyList<Strategy> strategies)
    {
        var cases = strategies.Select(strategy => Effects(situation, strategy)).ToList();
        var (means, covariance) = _fit.Predict(
            [.. cases.Select(one => one.Where(weight => _places.ContainsKey(weight.Name)).Select(Place).ToList())]);
        for (var i = 0; i < means.Length; i++)
        {
            // What no count has needed yet is as the prior says; answers that share it err alike.
            foreach (var weight in cases[i].Where(weight => !_places.ContainsKey(weight.Name)))
            {
                means[i] += weight.Mean;
                for (var j = 0; j < means.Length; j++)
                {
                    covariance[i][j] += cases[j].Contains(weight) ? weight.Spread * weight.Spread : 0;
                }
            }
        }

        return (means, covariance);
    }

    private static List<Weight> Situated(in Situation situation) =>
    [
        new("well", ChoicePrior.Well, ChoicePrior.WellSpread),
        new($"cause {situation.Cause}", 0, ChoicePrior.WellByCause),
        new($"mood {situation.Mood}", 0, ChoicePrior.WellByMood),
        new($"level {situation.Level}", 0, ChoicePrior.WellByLevel),
        new($"tier {situation.Tier}", 0, ChoicePrior.WellByRest),
        new($"language {situation.Language}", 0, ChoicePrior.WellByRest),
    ];

    /// <summary>Other stores have other customers: what goes well there by itself is a weight of its own.</summary>
    private static List<Weight> InTheFleet(Cause cause) =>
    [
        new("fleet", ChoicePrior.Well, ChoicePrior.WellSpread),
        new($"fleet cause {cause}", 0, ChoicePrior.WellByCause),
    ];

    private static List<Weight> Effects(in Situation situation, Strategy strategy) => strategy == Strategy.SayNothing ? [] :
    [
        .. Effects(situation.Cause, strategy),
        new($"{strategy} mood {situation.Mood}", ChoicePrior.Of(strategy, situation.Mood), ChoicePrior.SpreadByMood),
        new($"{strategy} level {situation.Level}", 0, ChoicePrior.SpreadByRest),
        new($"{strategy} tier {situation.Tier}", 0, ChoicePrior.SpreadByRest),
        new($"{strategy} language {situation.Language}", 0, ChoicePrior.SpreadByRest),
    ];

    private static List<Weight> Effects(Cause cause, Strategy strategy) => strategy == Strategy.SayNothing ? [] :
    [
        new("words", ChoicePrior.Words, ChoicePrior.WordsSpread),
        new($"{strategy}", ChoicePrior.Of(strategy), ChoicePrior.Spread),
        new($"{strategy} cause {cause}", ChoicePrior.Of(strategy, cause), ChoicePrior.SpreadByCause),
    ];

    private IReadOnlyList<int> Row(in Situation situation, Strategy strategy)
    {
        if (!_rows.TryGetValue((situation, strategy), out var row))
        {
            row = Places([.. Situated(situation), .. Effects(situation, strategy)]);
            _rows.Add((situation, strategy), row);
        }

        return row;
    }

    private List<int> Places(IEnumerable<Weight> weights) => [.. weights.Select(Place)];

    private int Place(Weight weight)
    {
        if (!_places.TryGetValue(weight.Name, out var place))
        {
            place = _fit.Add(weight.Mean, weight.Spread);
            _places.Add(weight.Name, place);
        }

        return place;
    }

    /// <summary>A weight before anything was learned.</summary>
    private readonly record struct Weight(string Name, double Mean, double Spread);
}
