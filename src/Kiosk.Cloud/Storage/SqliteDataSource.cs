using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Kiosk.Cloud.Storage;

/// <summary>SQLite behind ADO.NET's <see cref="DbDataSource"/>, the one seam between the service and its database.</summary>
/// <remarks>Every connection is opened with <c>synchronous=FULL</c>: a receipt lets the kiosk delete its own copy, so a
/// commit must be on the disk before one is sent. The journal is a write-ahead log, so that readers of the console
/// never wait for a writer.</remarks>
internal sealed class SqliteDataSource(string path) : DbDataSource
{
    /// <summary>How long a statement waits for another writer before it fails as busy.</summary>
    private const int BusySeconds = 5;

    /// <inheritdoc/>
    public override string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        DefaultTimeout = BusySeconds,
    }.ToString();

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState == ConnectionState.Open)
            {
                Prepare(connection);
            }
        };

        return connection;
    }

    private static void Prepare(SqliteConnection connection)
    {
        using var pragma = connection.CreateCommand();
        pragma.CommandText = "pragma synchronous = full; pragma journal_mode = wal;";
        try
        {
            pragma.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // A pooled connection would stay with this file even after a better one has taken its place.
            SqliteConnection.ClearPool(connection);
            throw;
        }
    }
}
