using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging;

namespace Kiosk.Cloud.Storage;

/// <summary>Brings the database to the form this version needs, by the numbered scripts beside this file.</summary>
internal sealed partial class Schema(DbDataSource database, TimeProvider time, ILogger<Schema> logger)
{
    private static readonly IReadOnlyList<(long Number, string Resource)> Scripts =
    [
        .. typeof(Schema).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (long.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name)),
    ];

    /// <summary>The number of the newest script.</summary>
    public static long Newest => Scripts[^1].Number;

    /// <summary>Runs the scripts the database has not seen, all or none of them, and so proves that it can be
    /// written to.</summary>
    /// <exception cref="DbException">The database cannot be opened or written.</exception>
    /// <exception cref="InvalidDataException">A newer version of the service has been here.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        await connection.ExecuteAsync("create table if not exists schema_version (version bigint not null)");
        var version = await connection.QuerySingleAsync<long>(
            "select coalesce(max(version), 0) from schema_version");
        if (version > Newest)
        {
            throw new InvalidDataException(
                $"The database is of schema {version}, newer than {Newest}, which this version of the service knows.");
        }

        foreach (var (number, resource) in Scripts.Where(script => script.Number > version))
        {
            await connection.ExecuteAsync(Text(resource), new { Now = time.GetUtcNow().ToUnixTimeMilliseconds() });
            Log.SchemaUpgraded(logger, number);
        }

        await connection.ExecuteAsync("delete from schema_version");
        await connection.ExecuteAsync("insert into schema_version (version) values (@Newest)", new { Newest });
        await transaction.CommitAsync(cancellationToken);
    }

    private static string Text(string resource)
    {
        using var stream = typeof(Schema).Assembly.GetManifestResourceStream(resource)!; // named by the assembly itself
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2000, EventName = "SchemaUpgraded", Level = LogLevel.Information,
            Message = "The fleet database is upgraded to schema {Number}.")]
        public static partial void SchemaUpgraded(ILogger logger, long number);
    }
}
