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

    /// <summary>What each known kiosk should hear; null when the others have seen too few visits.</summary>
    public async Task<IReadOnlyList<(KioskAddress Kiosk, DesiredState? Desired)>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var kiosks = await connection.QueryAsync<(string Chain, string Store, string Kiosk)>(
            "select chain, store, kiosk from kiosk order by chain, store, kiosk");
        var rows = (await connection.QueryAsync<Row>("""
            select chain, store, kiosk, edition, cause, strategy, sum(visits) as Visits, sum(well) as Well,
              max(closed) as Closed
            from trial
            where edition is not null and closed >= @From and closed <= @Now
            group by chain, store, kiosk, edition, cause, strategy
            """, new
        {
            // Between two ends, SQLite reads by the time; with one only it reads all that was ever tried, in the groups' order.
            From = (now - Memory).ToUnixTimeMilliseconds(),
            Now = now.ToUnixTimeMilliseconds(),
        })).ToLookup(row => row.Chain);

        List<(KioskAddress, DesiredState?)> all = [];
        foreach (var chain in kiosks.GroupBy(kiosk => kiosk.Chain))
        {
            var editions = rows[chain.Key]
                .GroupBy(row => row.Edition)
                .OrderByDescending(edition => edition.Max(row => row.Closed))
                .Take(MostEditions)
                .Select(edition => new Edition([.. edition]))
                .ToList();
            foreach (var (_, store, kiosk) in chain)
            {
                var answers = editions
                    .Where(edition => edition.VisitsWithout(store, kiosk) >= FewestVisits)
                    .ToDictionary(
                        edition => edition.Name,
                        IReadOnlyDictionary<string, IReadOnlyDictionary<string, AnswerCount>> (edition) => edition.Without(store, kiosk));
                all.Add((
                    new KioskAddress(chain.Key, store, kiosk), answers.Count > 0 ? new DesiredState(1, now, answers) : null));
            }
        }

        return all;
    }

    /// <summary>What was tried under one edition: added up once, so that a kiosk's own share is taken away and the others'
    /// need not be added up again for each kiosk.</summary>
    private sealed class Edition(List<Row> rows)
    {
        private readonly ILookup<(string Store, string Kiosk), Row> _own = rows.ToLookup(row => (row.Store, row.Kiosk));

        private readonly List<(string Cause, List<Sum> Answers)> _all = [.. rows
            .GroupBy(row => row.Cause)
            .OrderBy(cause => cause.Key, StringComparer.Ordinal)
            .Select(cause => (cause.Key, cause
                .GroupBy(row => row.Answer)
                .OrderBy(answer => answer.Key, StringComparer.Ordinal)
                .Select(answer => Sum.Of(answer.Key, [.. answer]))
                .ToList()))];

        private readonly long _visits = rows.Sum(row => row.Visits);

        public string Name => rows[0].Edition;

        public long VisitsWithout(string store, string kiosk) => _visits - _own[(store, kiosk)].Sum(row => row.Visits);

        public Dictionary<string, IReadOnlyDictionary<string, AnswerCount>> Without(string store, string kiosk)
        {
            var own = _own[(store, kiosk)].ToLookup(row => (row.Cause, row.Answer));
            Dictionary<string, IReadOnlyDictionary<string, AnswerCount>> left = [];
            foreach (var (cause, answers) in _all)
            {
                var counts = answers
                    .Select(all => all.Less(Sum.Of(all.Answer, [.. own[(cause, all.Answer)]])))
                    .Where(sum => sum.Rows > 0)
                    .ToDictionary(sum => sum.Answer, sum => new AnswerCount(sum.Visits, sum.Well));
                if (counts.Count > 0)
                {
                    left.Add(cause, counts);
                }
            }

            return left;
        }
    }

    private readonly record struct Sum(string Answer, int Rows, long Visits, long Well)
    {
        public static Sum Of(string answer, Row[] rows) =>
            new(answer, rows.Length, rows.Sum(row => row.Visits), rows.Sum(row => row.Well));

        public Sum Less(Sum own) => new(Answer, Rows - own.Rows, Visits - own.Visits, Well - own.Well);
    }

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

        public string Answer => Strategy == TrialCount.Control ? "say_nothing" : Strategy;
    }
}
