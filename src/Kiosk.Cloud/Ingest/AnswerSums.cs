using System.Data.Common;
using Dapper;
using Kiosk.Wire;

namespace Kiosk.Cloud.Ingest;

/// <summary>Adds up what a chain's kiosks have learned, for each of its kiosks without what that one has told itself.
/// </summary>
/// <exception cref="DbException">Of every method: the database cannot be read.</exception>
internal sealed class AnswerSums(DbDataSource database, TimeProvider time)
{
    /// <summary>Editions of the catalogue told at once: the newest, and the one before while it is replaced.</summary>
    private const int MostEditions = 2;

    /// <summary>Fewer visits than this tell nothing worth a message.</summary>
    private const int FewestVisits = 20;

    /// <summary>What is older no longer counts: stores and customers change.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(90);

    /// <summary>What each known kiosk should hear; none when the others have seen too few visits.</summary>
    public async Task<IReadOnlyList<(KioskAddress Kiosk, DesiredState Desired)>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var kiosks = await connection.QueryAsync<(string Chain, string Store, string Kiosk)>(
            "select chain, store, kiosk from kiosk order by chain, store, kiosk");
        var rows = (await connection.QueryAsync<Row>("""
            select chain, store, kiosk, edition, cause, strategy, sum(visits) as Visits, sum(well) as Well,
              max(closed) as Closed
            from trial
            where edition is not null and closed >= @From
            group by chain, store, kiosk, edition, cause, strategy
            """, new { From = (now - Memory).ToUnixTimeMilliseconds() })).ToLookup(row => row.Chain);

        List<(KioskAddress, DesiredState)> all = [];
        foreach (var chain in kiosks.GroupBy(kiosk => kiosk.Chain))
        {
            var editions = rows[chain.Key]
                .GroupBy(row => row.Edition)
                .OrderByDescending(edition => edition.Max(row => row.Closed))
                .Take(MostEditions)
                .ToList();
            foreach (var (_, store, kiosk) in chain)
            {
                var answers = editions
                    .Select(edition => (edition.Key, Rows: edition.Where(row => (row.Store, row.Kiosk) != (store, kiosk)).ToList()))
                    .Where(edition => edition.Rows.Sum(row => row.Visits) >= FewestVisits)
                    .ToDictionary(
                        edition => edition.Key,
                        IReadOnlyDictionary<string, IReadOnlyDictionary<string, AnswerCount>> (edition) => Sums(edition.Rows));
                if (answers.Count > 0)
                {
                    all.Add((new KioskAddress(chain.Key, store, kiosk), new DesiredState(1, now, answers)));
                }
            }
        }

        return all;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, AnswerCount>> Sums(List<Row> rows) => rows
        .GroupBy(row => row.Cause)
        .OrderBy(cause => cause.Key, StringComparer.Ordinal)
        .ToDictionary(
            cause => cause.Key,
            IReadOnlyDictionary<string, AnswerCount> (cause) => cause
                .GroupBy(row => row.Strategy == TrialCount.Control ? "say_nothing" : row.Strategy)
                .OrderBy(answer => answer.Key, StringComparer.Ordinal)
                .ToDictionary(
                    answer => answer.Key,
                    answer => new AnswerCount(answer.Sum(row => row.Visits), answer.Sum(row => row.Well))));

    private sealed class Row
    {
        public required string Chain { get; init; }
        public required string Store { get; init; }
        public required string Kiosk { get; init; }
        public required string Edition { get; init; }
        public required string Cause { get; init; }
        public required string Strategy { get; init; }
        public long Visits { get; init; }
        public long Well { get; init; }
        public long Closed { get; init; }
    }
}
