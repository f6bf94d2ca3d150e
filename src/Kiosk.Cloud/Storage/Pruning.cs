using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiosk.Cloud.Storage;

/// <summary>Deletes what has been kept for as long as <see cref="CloudOptions.KeptFor"/> says, a little each hour, so that the
/// database does not grow for ever. Kiosks, faults that stand and remedies that are not done stay, however old.</summary>
internal sealed partial class Pruning(
    DbDataSource database, CloudOptions options, TimeProvider time, ILogger<Pruning> logger) : BackgroundService
{
    /// <summary>Rows deleted in one statement: SQLite has one writer at a time, and ingest waits for so long.</summary>
    internal const int MostAtOnce = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Between two statements. Who waits for SQLite's writer only looks again now and then, so without a rest ingest
    /// might not get its turn.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <summary>What grows, and the column by which it is old; null there, and it stays.</summary>
    private static readonly IReadOnlyList<(string Table, string Ended)> Growing =
    [
        ("visit_window", "closed"), ("trial", "closed"), ("step_count", "closed"), ("fault", "cleared_at"), ("remedy", "closed"),
    ];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, time, stoppingToken);
            try
            {
                await PruneAsync(stoppingToken);
            }
            catch (DbException exception)
            {
                Log.PruningFailed(logger, exception.Message);
            }
        }
    }

    /// <summary>Deletes all that is old enough now.</summary>
    /// <exception cref="DbException">The database cannot be written; what was deleted before that is.</exception>
    internal async Task PruneAsync(CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - options.KeptFor;
        List<int> deleted = [];
        foreach (var (table, ended) in Growing)
        {
            deleted.Add(await PruneAsync(table, ended, oldest, cancellationToken));
        }

        if (deleted.Sum() > 0)
        {
            Log.Pruned(logger, deleted[0], deleted.Sum(), options.KeptFor.Days);
        }
    }

    private async Task<int> PruneAsync(string table, string ended, DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        var sum = 0;
        while (true)
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);

            // A few more where several ended at the same time.
            var deleted = await connection.ExecuteAsync(new CommandDefinition($"""
                delete from {table} where {ended} <= (
                  select max({ended}) from (
                    select {ended} from {table} where {ended} < @Oldest order by {ended} limit {MostAtOnce}) as oldest)
                """, new { Oldest = oldest.ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken));
            sum += deleted;
            if (deleted < MostAtOnce)
            {
                return sum;
            }

            await Task.Delay(Rest, time, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2001, EventName = "Pruned", Level = LogLevel.Information,
            Message = "{Windows} windows, {Rows} rows in all, were older than {Days} days and are deleted.")]
        public static partial void Pruned(ILogger logger, int windows, int rows, int days);

        [LoggerMessage(EventId = 2002, EventName = "PruningFailed", Level = LogLevel.Warning,
            Message = "What is old could not be deleted ({Reason}); it is tried again in an hour.")]
        public static partial void PruningFailed(ILogger logger, string reason);
    }
}
