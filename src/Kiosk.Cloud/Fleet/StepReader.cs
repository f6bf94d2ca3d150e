using System.Data.Common;
using Dapper;

namespace Kiosk.Cloud.Fleet;

/// <summary>Answers where in the kiosk app frustration begins.</summary>
/// <exception cref="DbException">Of every method: the database cannot be read.</exception>
internal sealed class StepReader(DbDataSource database, AnswerCache answers, TimeProvider time)
{
    private const int MostSteps = 50;

    /// <summary>The steps of each version within a scope.</summary>
    /// <param name="scope">Which part of the fleet.</param>
    /// <param name="period">How far back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<StepTroubles> StepsAsync(Scope scope, Period period, CancellationToken cancellationToken) =>
        answers.GetAsync(("steps", scope, period), period.Fresh, () => StepsAsync(scope, period), cancellationToken);

    private async Task<StepTroubles> StepsAsync(Scope scope, Period period)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync();
        var rows = (await connection.QueryAsync<Row>($"""
            select s.app_version as AppVersion, s.step as Step, sum(s.visits) as Visits, sum(s.frustrated) as Frustrated
            from step_count s
            where s.closed >= @From and s.closed <= @Now and {scope.Condition("s")}
            group by s.app_version, s.step
            """, new
        {
            scope.Chain,
            scope.Store,
            scope.Kiosk,
            From = (now - period.Length).ToUnixTimeMilliseconds(),
            Now = now.ToUnixTimeMilliseconds(),
        })).ToList();
        return new StepTroubles(
            Share.FewestVisits,
            [
                .. rows
                    .Select(row => new StepTrouble(
                        row.AppVersion,
                        row.Step,
                        row.Visits,
                        row.Frustrated,
                        row.Visits >= Share.FewestVisits ? Interval.OfShare(row.Frustrated, row.Visits) : null))
                    .OrderByDescending(step => step.Share?.Low ?? -1)
                    .ThenByDescending(step => step.Visits)
                    .ThenBy(step => step.AppVersion, StringComparer.Ordinal)
                    .ThenBy(step => step.Step, StringComparer.Ordinal)
                    .Take(MostSteps),
            ],
            rows.Count,
            now);
    }

    private sealed class Row
    {
        public required string AppVersion { get; init; }
        public required string Step { get; init; }
        public long Visits { get; init; }
        public long Frustrated { get; init; }
    }
}
