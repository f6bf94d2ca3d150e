using System.Data.Common;
using Dapper;
using Kiosk.Wire;

namespace Kiosk.Cloud.Fleet;

/// <summary>Answers whether prompts help, from what was tried.</summary>
/// <exception cref="DbException">Of every method: the database cannot be read.</exception>
internal sealed class EffectReader(DbDataSource database, AnswerCache answers, TimeProvider time)
{
    /// <summary>What was tried within a scope.</summary>
    /// <param name="scope">Which part of the fleet.</param>
    /// <param name="period">How far back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Effect> EffectAsync(Scope scope, Period period, CancellationToken cancellationToken) =>
        answers.GetAsync(("effect", scope, period), period.Fresh, () => EffectAsync(scope, period), cancellationToken);

    private async Task<Effect> EffectAsync(Scope scope, Period period)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync();
        var tried = (await connection.QueryAsync<TrialRow>($"""
            select t.strategy, sum(t.visits) as Visits, sum(t.well) as Well, sum(t.weight) as Weight,
              sum(t.well_weight) as WellWeight,
              sum(t.visits - 1 + (t.weight - t.visits + 1) * (t.weight - t.visits + 1)) as MostSquares
            from trial t
            where t.closed >= @From and t.closed <= @Now and {scope.Condition("t")}
            group by t.strategy
            order by sum(t.visits) desc, t.strategy
            """, new
        {
            scope.Chain,
            scope.Store,
            scope.Kiosk,
            From = (now - period.Length).ToUnixTimeMilliseconds(),
            Now = now.ToUnixTimeMilliseconds(),
        })).ToLookup(row => row.Strategy == TrialCount.Control);
        var control = Group([.. tried[true]]);
        var answered = Group([.. tried[false]]);
        return new Effect(
            answered,
            control,
            answered.Visits >= Share.FewestVisits && control.Visits >= Share.FewestVisits
                ? Interval.OfDifference(
                    Interval.OfShare(answered.Well, answered.Visits), Interval.OfShare(control.Well, control.Visits))
                : null,
            Share.FewestVisits,
            [.. tried[false].Select(row => new AnswerEffect(row.Strategy, row.Visits, row.Well, ForAll(row)))]);
    }

    private static EffectGroup Group(IReadOnlyList<TrialRow> rows) =>
        new(rows.Sum(row => row.Visits), rows.Sum(row => row.Well));

    /// <summary>The self-normalised importance-sampling estimate (Swaminathan and Joachims, NeurIPS 2015): each visit counts
    /// 1 / its chance, so a few rare ones may outweigh the rest. Together they tell as much as the square of the sum of weights
    /// over the sum of their squares (Kish 1965), and the interval is that of so many.</summary>
    private static Interval? ForAll(TrialRow row) => row.Worth >= Share.FewestVisits
        ? Interval.OfShare(row.Worth * Math.Min(1, row.WellWeight / row.Weight), row.Worth)
        : null;

    private sealed class TrialRow
    {
        public required string Strategy { get; init; }
        public long Visits { get; init; }
        public long Well { get; init; }
        public double Weight { get; init; }
        public double WellWeight { get; init; }

        /// <summary>The most that the squares of the visits' weights can come to: a window tells the sum of weights of at least
        /// 1, and one visit may hold all that is beyond. Exact where it had one such visit.</summary>
        public double MostSquares { get; init; }

        /// <summary>How many visits of equal weight tell as much.</summary>
        public double Worth => Weight > 0 ? Weight * Weight / MostSquares : 0;
    }
}
