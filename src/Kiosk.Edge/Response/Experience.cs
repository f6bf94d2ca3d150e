namespace Kiosk.Edge.Response;

/// <summary>How often each answer was given in each situation, and how often it went well. Counts are all that is kept,
/// so experiences add up in any order.</summary>
/// <remarks>Bounded by the names there are. A count that has grown large is halved, so that a store that changes is
/// learned anew.</remarks>
internal sealed class Experience
{
    /// <summary>Tries in one situation after which they are halved.</summary>
    private const double MostTries = 1000;

    private readonly Dictionary<(Situation Situation, Strategy Strategy), Record> _records = [];

    /// <summary>All of it.</summary>
    public IReadOnlyDictionary<(Situation Situation, Strategy Strategy), Record> Records => _records;

    /// <summary>Adds what happened.</summary>
    /// <param name="situation">Where.</param>
    /// <param name="strategy">The answer given.</param>
    /// <param name="tried">How often; less than 1 for what counts by halves.</param>
    /// <param name="well">How often it went well, 0..<paramref name="tried"/>.</param>
    public void Add(in Situation situation, Strategy strategy, double tried, double well)
    {
        var key = (situation, strategy);
        var before = _records.GetValueOrDefault(key);
        var sum = new Record(before.Tried + tried, before.Well + well);
        _records[key] = sum.Tried > MostTries ? new Record(sum.Tried / 2, sum.Well / 2) : sum;
    }

    /// <summary>How often an answer was given, and how often it went well.</summary>
    internal readonly record struct Record(double Tried, double Well);
}
