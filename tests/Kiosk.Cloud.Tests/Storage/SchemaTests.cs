using Dapper;
using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Storage;
using Kiosk.Cloud.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

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

        await database.PrepareAsync();

        await using var connection = await database.Source.OpenConnectionAsync();
        Assert.Equal(1, await connection.QuerySingleAsync<long>("select count(*) from kiosk"));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        await using var database = await FleetDatabase.PreparedAsync();
        await database.ExecuteAsync("update schema_version set version = 99");

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => database.PrepareAsync());

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

    [Fact]
    public async Task Times_to_come_that_an_older_version_stored_are_now()
    {
        await using var database = await FleetDatabase.PreparedAsync();
        var time = new FakeTimeProvider(Some.Noon);
        var now = Some.Noon.ToUnixTimeMilliseconds();
        await database.ExecuteAsync($"""
            update schema_version set version = 6;
            insert into kiosk (chain, store, kiosk, status, status_since, last_seen)
              values ('freshmart', 'seoul-mapo', 'kiosk-03', 'online', {now + 1}, {now + 1});
            insert into fault (chain, store, kiosk, fault, raised_at, cleared_at, detail) values
              ('freshmart', 'seoul-mapo', 'kiosk-03', 'stands', {now + 2}, null, 'Paper.'),
              ('freshmart', 'seoul-mapo', 'kiosk-03', 'stands', {now + 1}, {now + 2}, ''),
              ('freshmart', 'seoul-mapo', 'kiosk-03', 'stands', {now - 9}, {now - 8}, ''),
              ('freshmart', 'seoul-mapo', 'kiosk-03', 'over', {now - 1}, {now + 1}, '');
            """);

        await database.PrepareAsync(time);

        await using var connection = await database.Source.OpenConnectionAsync();
        Assert.Equal(
            [("over", now - 1, now), ("stands", now - 9, now - 8), ("stands", now, (long?)null)],
            await connection.QueryAsync<(string, long, long?)>(
                "select fault, raised_at, cleared_at from fault order by fault, raised_at"));
        Assert.Equal(
            (now, now), await connection.QuerySingleAsync<(long, long)>("select status_since, last_seen from kiosk"));
        time.Advance(TimeSpan.FromMinutes(5));
        await new FleetLedger(database.Source, time).StoreHealthAsync(
            Some.Address, Some.Health(time.GetUtcNow()), CancellationToken.None);
        Assert.Equal(0, await connection.QuerySingleAsync<long>("select count(*) from fault where cleared_at is null"));
    }

    [Fact]
    public async Task Windows_to_come_that_an_older_version_stored_closed_when_they_came()
    {
        await using var database = await FleetDatabase.PreparedAsync();
        var time = new FakeTimeProvider(Some.Noon);
        var ledger = new FleetLedger(database.Source, time);
        await ledger.StoreWindowAsync(Some.Address, Some.TriedWindow(1), CancellationToken.None);
        await ledger.StoreWindowAsync(Some.Address, Some.TriedWindow(2), CancellationToken.None);
        var noon = Some.Noon.ToUnixTimeMilliseconds();
        await database.ExecuteAsync("""
            update schema_version set version = 7;
            update visit_window set opened = opened + 86400000, closed = closed + 86400000 where sequence = 2;
            update trial set closed = closed + 86400000 where sequence = 2;
            update step_count set closed = closed + 86400000 where sequence = 2;
            """);
        time.Advance(TimeSpan.FromHours(1));

        await database.PrepareAsync(time);

        await using var connection = await database.Source.OpenConnectionAsync();
        Assert.All(
            await connection.QueryAsync<(long, long, long, long)>("""
                select w.opened, w.closed, t.closed, s.closed from visit_window w
                join trial t on t.sequence = w.sequence join step_count s on s.sequence = w.sequence
                """),
            row => Assert.Equal((noon - 1_800_000, noon, noon, noon), row));
    }
}
