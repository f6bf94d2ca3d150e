using Dapper;
using Kiosk.Cloud.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiosk.Cloud.Tests.Fakes;

/// <summary>A real SQLite file in a folder of its own.</summary>
internal sealed class FleetDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-");

    public FleetDatabase() => Source = new SqliteDataSource(Path);

    public string Path => System.IO.Path.Combine(_folder.FullName, "fleet.db");

    public SqliteDataSource Source { get; }

    public static async Task<FleetDatabase> PreparedAsync()
    {
        var database = new FleetDatabase();
        await database.PrepareAsync();
        return database;
    }

    public Task PrepareAsync(TimeProvider? time = null) =>
        new Schema(Source, time ?? TimeProvider.System, NullLogger<Schema>.Instance).PrepareAsync(CancellationToken.None);

    /// <summary>Runs a statement as another program would.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
