using System.Data.Common;
using System.Text.Json;
using Dapper;
using Kiosk.Cloud.Storage;
using Kiosk.Wire;

namespace Kiosk.Cloud.Fleet;

/// <summary>Answers what the console asks about the fleet.</summary>
/// <exception cref="DbException">Of every method: the database cannot be read.</exception>
internal sealed class FleetReader(DbDataSource database, AnswerCache answers, TimeProvider time)
{
    /// <summary>More windows than a kiosk that is online should hold back: it sends each as it closes.</summary>
    private const int ManyWindows = 10;

    /// <summary>A kiosk needs a look when its share of frustrated visits is clearly above the fleet's times this, so
    /// that in a large fleet chance alone names few.</summary>
    private const double AboveFleet = 1.25;

    /// <summary>Faults of a kiosk shown at most: a loose cable can raise hundreds in a month.</summary>
    private const int MostFaults = 20;

    private const string KioskColumns = """
        chain, store, kiosk, status, status_since as StatusSince, last_seen as LastSeen, software,
        health_at as HealthAt, uptime_seconds as UptimeSeconds, resident_mb as ResidentMb,
        cpu_temperature_celsius as CpuTemperatureCelsius, outbox_windows as OutboxWindows, models, witness, sums
        """;

    private const string FaultColumns =
        "chain, store, kiosk, fault, raised_at as RaisedAt, cleared_at as ClearedAt, detail";

    /// <summary>How visits went within a scope.</summary>
    /// <param name="scope">Which part of the fleet.</param>
    /// <param name="period">How far back.</param>
    /// <param name="utcOffset">The viewer's, for where parts begin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Trend> TrendAsync(
        Scope scope, Period period, TimeSpan utcOffset, CancellationToken cancellationToken) =>
        answers.GetAsync(
            (scope, period, utcOffset), period.Fresh, () => TrendAsync(scope, period, utcOffset), cancellationToken);

    /// <summary>Every kiosk, those that need a look first.</summary>
    /// <param name="scope">Which part of the fleet.</param>
    /// <param name="period">How far back visits count.</param>
    /// <param name="silentBefore">A kiosk that is online but was last heard before this is silent; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<KioskList> KiosksAsync(
        Scope scope, Period period, DateTimeOffset? silentBefore, CancellationToken cancellationToken)
    {
        var tallies = await answers.GetAsync(period, period.Fresh, () => TalliesAsync(period), cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<KioskRow>(new CommandDefinition($"""
            select {KioskColumns} from kiosk k where {scope.Condition("k")}
            """, scope, cancellationToken: cancellationToken));
        var faults = (await connection.QueryAsync<FaultRow>(new CommandDefinition($"""
            select {FaultColumns} from fault f where f.cleared_at is null and {scope.Condition("f")}
            """, scope, cancellationToken: cancellationToken))).ToLookup(row => (row.Chain, row.Store, row.Kiosk));
        return new KioskList(
            [
                .. rows.Select(row =>
                {
                    var place = (row.Chain, row.Store, row.Kiosk);
                    return Summary(
                        row,
                        [.. faults[place].Select(fault => fault.Fault)],
                        tallies.Of.GetValueOrDefault(place, Tally.Zero),
                        tallies.Usual,
                        silentBefore);
                })
                .OrderBy(kiosk => kiosk.Need)
                .ThenByDescending(kiosk => kiosk.Tally.Frustrated)
                .ThenBy(kiosk => kiosk.Chain, StringComparer.Ordinal)
                .ThenBy(kiosk => kiosk.Store, StringComparer.Ordinal)
                .ThenBy(kiosk => kiosk.Kiosk, StringComparer.Ordinal),
            ],
            tallies.AsOf);
    }

    /// <summary>One kiosk on its own; null when it has never been heard of.</summary>
    public async Task<KioskDetail?> KioskAsync(
        KioskAddress address,
        Period period,
        TimeSpan utcOffset,
        DateTimeOffset? silentBefore,
        CancellationToken cancellationToken)
    {
        var scope = new Scope(address.Chain, address.Store, address.Kiosk);
        var (kiosks, asOf) = await KiosksAsync(scope, period, silentBefore, cancellationToken);
        var summary = kiosks.SingleOrDefault();
        if (summary is null)
        {
            return null;
        }

        var trend = await TrendAsync(scope, period, utcOffset, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleAsync<KioskRow>(new CommandDefinition($"""
            select {KioskColumns} from kiosk k where {scope.Condition("k")}
            """, scope, cancellationToken: cancellationToken));
        var faults = (await connection.QueryAsync<FaultRow>(new CommandDefinition($"""
            select {FaultColumns}, count(*) over () as Total from fault f
            where {scope.Condition("f")} and (f.cleared_at is null or f.cleared_at >= @From)
            order by case when f.cleared_at is null then 0 else 1 end, f.raised_at desc
            limit {MostFaults}
            """,
            Parameters(scope, time.GetUtcNow() - period.Length, time.GetUtcNow(), period.Part),
            cancellationToken: cancellationToken))).ToList();
        return new KioskDetail(
            summary,
            Health(row),
            [.. faults.Select(fault => new FaultSpan(fault.Fault, Time(fault.RaisedAt), OptionalTime(fault.ClearedAt), fault.Detail))],
            trend,
            faults.FirstOrDefault()?.Total ?? 0,
            asOf < trend.AsOf ? asOf : trend.AsOf);
    }

    /// <summary>Every store that has kiosks, by name.</summary>
    public async Task<IReadOnlyList<(string Chain, string Store)>> StoresAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<(string, string)>(new CommandDefinition(
                "select distinct chain, store from kiosk order by chain, store", cancellationToken: cancellationToken)),
        ];
    }

    private async Task<Trend> TrendAsync(Scope scope, Period period, TimeSpan utcOffset)
    {
        var now = time.GetUtcNow();
        var from = period.PartOf(now, utcOffset) + period.Part - period.Length;
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync($"""
            select (w.closed - @From) / @Part as part, {Tally.Sums} from visit_window w
            where w.closed >= @From and w.closed <= @Now and {scope.Condition("w")}
            group by (w.closed - @From) / @Part
            """, Parameters(scope, from, now, period.Part));
        var tallies = rows.Cast<IDictionary<string, object?>>().ToDictionary(row => (long)row["part"]!, Tally.From);
        var before = await connection.QuerySingleAsync($"""
            select {Tally.Sums} from visit_window w
            where w.closed >= @From and w.closed <= @Now and {scope.Condition("w")}
            """, Parameters(scope, from - period.Length, now - period.Length, period.Part));
        var parts = Enumerable.Range(0, (int)(period.Length / period.Part))
            .Select(part => new TrendPart(from + (part * period.Part), tallies.GetValueOrDefault(part, Tally.Zero)));

        return new Trend(
            period.Name,
            from,
            (long)period.Part.TotalSeconds,
            Tally.Sum(tallies.Values),
            Tally.From((IDictionary<string, object?>)before),
            [.. parts],
            now);
    }

    /// <summary>Of the whole fleet, whatever is looked at: whether a kiosk needs a look is measured by all.</summary>
    private async Task<Tallies> TalliesAsync(Period period)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync($"""
            select w.chain, w.store, w.kiosk, {Tally.Sums} from visit_window w
            where w.closed >= @From and w.closed <= @Now
            group by w.chain, w.store, w.kiosk
            """, Parameters(Scope.Everything, now - period.Length, now, period.Part));
        var tallies = rows.Cast<IDictionary<string, object?>>().ToDictionary(
            row => ((string)row["chain"]!, (string)row["store"]!, (string)row["kiosk"]!), Tally.From);
        return new Tallies(
            tallies,
            tallies.Count == 0
                ? 1
                : AboveFleet * tallies.Values.Sum(tally => tally.Frustrated) / tallies.Values.Sum(tally => tally.Visits),
            now);
    }

    private static object Parameters(Scope scope, DateTimeOffset from, DateTimeOffset now, TimeSpan part) => new
    {
        scope.Chain,
        scope.Store,
        scope.Kiosk,
        From = from.ToUnixTimeMilliseconds(),
        Now = now.ToUnixTimeMilliseconds(),
        Part = (long)part.TotalMilliseconds,
    };

    private static KioskSummary Summary(
        KioskRow row, IReadOnlyList<string> faults, Tally tally, double usual, DateTimeOffset? silentBefore)
    {
        var isSilent = row.Status == KioskState.Online && Time(row.LastSeen) < silentBefore;
        var need = row switch
        {
            _ when isSilent || row.Status == KioskState.Lost => Need.Lost,
            _ when faults.Count > 0 => Need.Fault,
            _ when Share.IsClearlyAbove(tally.Frustrated, tally.Visits, usual) => Need.Frustration,
            { Status: KioskState.Online, OutboxWindows: > ManyWindows } => Need.Backlog,
            _ => Need.None,
        };
        return new KioskSummary(
            row.Chain, row.Store, row.Kiosk,
            isSilent ? KioskSummary.Silent : row.Status, Time(isSilent ? row.LastSeen : row.StatusSince), Time(row.LastSeen),
            row.Software, row.OutboxWindows, faults, tally, need);
    }

    private static BoxHealth? Health(KioskRow row) => row.HealthAt is { } at
        ? new BoxHealth(
            Time(at),
            row.UptimeSeconds ?? 0,
            row.ResidentMb ?? 0,
            row.CpuTemperatureCelsius,
            JsonSerializer.Deserialize(row.Models ?? "{}", StoredJson.Default.IReadOnlyDictionaryStringString)!,
            row.Witness is { } witness ? JsonSerializer.Deserialize(witness, StoredJson.Default.WitnessHealth) : null,
            row.Sums is { } sums ? JsonSerializer.Deserialize(sums, StoredJson.Default.HealthSums) : null)
        : null;

    private static DateTimeOffset Time(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);

    private static DateTimeOffset? OptionalTime(long? unixMilliseconds) =>
        unixMilliseconds is { } value ? Time(value) : null;

    /// <summary>Each kiosk's visits, above which share of frustrated ones a kiosk needs a look, and when that was so.</summary>
    private sealed record Tallies(
        IReadOnlyDictionary<(string Chain, string Store, string Kiosk), Tally> Of, double Usual, DateTimeOffset AsOf);

    private sealed class KioskRow
    {
        public required string Chain { get; init; }
        public required string Store { get; init; }
        public required string Kiosk { get; init; }
        public required string Status { get; init; }
        public long StatusSince { get; init; }
        public long LastSeen { get; init; }
        public string? Software { get; init; }
        public long? HealthAt { get; init; }
        public long? UptimeSeconds { get; init; }
        public long? ResidentMb { get; init; }
        public double? CpuTemperatureCelsius { get; init; }
        public long? OutboxWindows { get; init; }
        public string? Models { get; init; }
        public string? Witness { get; init; }
        public string? Sums { get; init; }
    }

    private sealed class FaultRow
    {
        public required string Chain { get; init; }
        public required string Store { get; init; }
        public required string Kiosk { get; init; }
        public required string Fault { get; init; }
        public long RaisedAt { get; init; }
        public long? ClearedAt { get; init; }
        public required string Detail { get; init; }
        public long Total { get; init; }
    }
}
