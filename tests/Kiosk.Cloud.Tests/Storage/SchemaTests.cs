using Dapper;
using Kiosk.Cloud.Storage;
using Kiosk.Cloud.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiosk.Cloud.Tests.Storage;

public sealed class SchemaTests
{
    [Fact]
    public async Task Every_name_that_is_counted_has_its_column()
    {
        await using var database = await FleetDatabase.PreparedAsync();
        await using var connection = await database.Source.OpenConnectionAsync();

        var columns = (await connection.QueryAsync<string>("select name from pragma_table_info('visit_window')")).ToList();

        Assert.Equal(CountNames.Columns.Order(), columns.Skip(columns.IndexOf("visits")).Order());
    }

    [Fact]
    public async Task Preparing_again_keeps_what_is_stored()
    {
        await using var database = await FleetDatabase.PreparedAsync();
        await database.ExecuteAsync(
            "insert into kiosk (chain, store, kiosk, status, status_since, last_seen) values ('a', 'b', 'c', 'online', 1, 1)");

        await PrepareAsync(database);

        await using var connection = await database.Source.OpenConnectionAsync();
        Assert.Equal(1, await connection.QuerySingleAsync<long>("select count(*) from kiosk"));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        await using var database = await FleetDatabase.PreparedAsync();
        await database.ExecuteAsync("update schema_version set version = 99");

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => PrepareAsync(database));

        Assert.Contains("schema 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_is_on_the_disk_when_it_returns()
    {
        await using var database = await FleetDatabase.PreparedAsync();
        await using var connection = await database.Source.OpenConnectionAsync();

        Assert.Equal(2, await connection.QuerySingleAsync<long>("pragma synchronous")); // 2 is FULL
        Assert.Equal("wal", await connection.QuerySingleAsync<string>("pragma journal_mode"));
    }

    private static Task PrepareAsync(FleetDatabase database) =>
        new Schema(database.Source, NullLogger<Schema>.Instance).PrepareAsync(CancellationToken.None);
}
