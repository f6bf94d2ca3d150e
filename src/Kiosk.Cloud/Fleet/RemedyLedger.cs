using System.Data.Common;
using Dapper;
using Kiosk.Cloud.Storage;
using Kiosk.Wire;

namespace Kiosk.Cloud.Fleet;

/// <summary>Keeps what stores do about causes, and tells what became of them.</summary>
/// <exception cref="DbException">Of every method: the database cannot be read or written.</exception>
internal sealed class RemedyLedger(DbDataSource database, ChangeSignal changes, TimeProvider time)
{
    /// <summary>Longest sentence, characters.</summary>
    private const int MaxActionLength = 200;

    /// <summary>Remedies shown at most: the open ones, then those closed last.</summary>
    private const int MaxShown = 50;

    /// <summary>What is compared with what.</summary>
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>What is wrong with a remedy, one sentence; null when it may begin.</summary>
    public static string? Refusal(NewRemedy remedy) => remedy switch
    {
        _ when !KioskAddress.IsLevel(remedy.Chain) || !KioskAddress.IsLevel(remedy.Store) =>
            "A remedy needs the chain and the store it is for.",
        _ when !CountNames.Causes.Contains(remedy.Cause) =>
            $"The cause must be one of {string.Join(", ", CountNames.Causes)}.",
        _ when string.IsNullOrWhiteSpace(remedy.Action) || remedy.Action.Length > MaxActionLength =>
            $"The action must be a sentence of 1 to {MaxActionLength} characters.",
        _ => null,
    };

    /// <summary>Begins one that has no refusal.</summary>
    public async Task BeginAsync(NewRemedy remedy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into remedy (id, chain, store, cause, action, begun)
            values (@Id, @Chain, @Store, @Cause, @Action, @Begun)
            """, new
        {
            Id = Guid.NewGuid().ToString("N"),
            remedy.Chain,
            remedy.Store,
            remedy.Cause,
            Action = remedy.Action.Trim(),
            Begun = time.GetUtcNow().ToUnixTimeMilliseconds(),
        }, cancellationToken: cancellationToken));
        changes.Raise();
    }

    /// <summary>Closes one: it is done.</summary>
    /// <returns>False when there is no such remedy, or it was closed before.</returns>
    public async Task<bool> CloseAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var closed = await connection.ExecuteAsync(new CommandDefinition(
            "update remedy set closed = @Now where id = @Id and closed is null",
            new { Id = id, Now = time.GetUtcNow().ToUnixTimeMilliseconds() },
            cancellationToken: cancellationToken)) == 1;
        if (closed)
        {
            changes.Raise();
        }

        return closed;
    }

    /// <summary>The remedies of a scope: those not closed yet, then the others, newest first.</summary>
    public async Task<RemedyList> ListAsync(Scope scope, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<RemedyRow>(new CommandDefinition($"""
            select r.id, r.chain, r.store, r.cause, r.action, r.begun, r.closed, count(*) over () as Total from remedy r
            where {(scope with { Kiosk = null }).Condition("r")}
            order by case when r.closed is null then 0 else 1 end, r.begun desc
            limit {MaxShown}
            """, scope, cancellationToken: cancellationToken))).ToList();
        List<Remedy> remedies = [];
        foreach (var row in rows)
        {
            var begun = DateTimeOffset.FromUnixTimeMilliseconds(row.Begun);
            DateTimeOffset? closed = row.Closed is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
            remedies.Add(new Remedy(
                row.Id, row.Chain, row.Store, row.Cause, row.Action, begun, closed,
                await CountAsync(connection, row, begun - Week, begun),
                closed is { } done ? await CountAsync(connection, row, done, done + Week) : null));
        }

        return new RemedyList(rows.FirstOrDefault()?.Total ?? 0, remedies);
    }

    private static async Task<CauseCount> CountAsync(
        DbConnection connection, RemedyRow row, DateTimeOffset from, DateTimeOffset to) =>
        await connection.QuerySingleAsync<CauseCount>(
            // The column's name is one of CountNames, checked when the remedy began.
            $"""
            select coalesce(sum(w.cause_{row.Cause}), 0) as Frustrated, coalesce(sum(w.visits), 0) as Visits
            from visit_window w
            where w.chain = @Chain and w.store = @Store and w.closed >= @From and w.closed < @To
            """,
            new { row.Chain, row.Store, From = from.ToUnixTimeMilliseconds(), To = to.ToUnixTimeMilliseconds() });

    private sealed class RemedyRow
    {
        public required string Id { get; init; }
        public required string Chain { get; init; }
        public required string Store { get; init; }
        public required string Cause { get; init; }
        public required string Action { get; init; }
        public long Begun { get; init; }
        public long? Closed { get; init; }
        public long Total { get; init; }
    }
}
