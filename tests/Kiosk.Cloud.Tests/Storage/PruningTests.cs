using Bindings.Shared;
using Dapper;
using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Storage;
using Kiosk.Cloud.Tests.Fakes;
using Kiosk.Wire;

namespace Kiosk.Cloud.Tests.Storage;

/// <summary>What the fleet has told, over a real SQLite file, when it has been kept for long enough.</summary>
public sealed class PruningTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly StoredFleet _fleet = new();
    private readonly RecordingLogger<Pruning> _log = new();

    public Task InitializeAsync() => _fleet.PrepareAsync();

    public Task DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task What_is_older_than_it_is_kept_goes_and_all_else_stays()
    {
        await StoreAsync(sequence: 1);
        await RaiseAsync("camera_unreadable", "printer_failed");
        var remedies = new RemedyLedger(_fleet.Source, new ChangeSignal(), _fleet.Time);
        await remedies.BeginAsync(new NewRemedy("freshmart", "seoul-mapo", "payment", "A new reader."), CancellationToken.None);
        await remedies.CloseAsync(Assert.Single(await RemediesAsync(remedies)).Id, CancellationToken.None);
        await remedies.BeginAsync(new NewRemedy("freshmart", "seoul-mapo", "wait", "A second person."), CancellationToken.None);
        await RaiseAsync("printer_failed"); // the camera's is over
        _fleet.Time.Advance(TimeSpan.FromHours(2));
        await StoreAsync(sequence: 2);
        _fleet.Time.Advance(TimeSpan.FromDays(400) - Hour);
        using var pruning = NewPruning();

        await pruning.PruneAsync(CancellationToken.None);

        Assert.Equal([2], await ReadAsync<long>("select sequence from visit_window"));
        Assert.Equal([2], await ReadAsync<long>("select sequence from trial"));
        Assert.Equal([2], await ReadAsync<long>("select sequence from step_count"));
        Assert.Equal(["printer_failed"], await ReadAsync<string>("select fault from fault"));
        Assert.Equal(["wait"], (await RemediesAsync(remedies)).Select(remedy => remedy.Cause));
        Assert.Equal(1, await CountAsync("kiosk"));
        Assert.Equal("1 windows, 5 rows in all, were older than 400 days and are deleted.", Assert.Single(_log.Lines));

        await pruning.PruneAsync(CancellationToken.None);
        Assert.Single(_log.Lines); // there was nothing to tell
    }

    [Fact]
    public async Task While_much_is_deleted_windows_are_taken()
    {
        const int Old = Pruning.MostAtOnce + 100;
        for (var sequence = 1; sequence <= Old; sequence++)
        {
            await StoreAsync(sequence, Some.Noon.AddSeconds(sequence - Old));
        }

        _fleet.Time.Advance(TimeSpan.FromDays(401));
        using var pruning = NewPruning();
        var all = pruning.PruneAsync(CancellationToken.None);

        // It rests, and has left the file to others.
        Assert.False(all.IsCompleted);
        Assert.Equal(100, await CountAsync("visit_window"));
        await StoreAsync(Old + 1);
        await UntilAsync(() =>
        {
            _fleet.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(all.IsCompleted);
        });

        await all;
        Assert.Equal([Old + 1], await ReadAsync<long>("select sequence from visit_window"));
    }

    [Fact]
    public async Task What_could_not_be_deleted_is_told_and_tried_again()
    {
        await StoreAsync(sequence: 1);
        await ExecuteAsync(
            "create trigger full_disk before delete on visit_window begin select raise(abort, 'database or disk is full'); end");
        using var pruning = NewPruning();
        _fleet.Time.Advance(TimeSpan.FromDays(401));
        await pruning.StartAsync(CancellationToken.None);
        await UntilAsync(() =>
        {
            _fleet.Time.Advance(Hour);
            return Task.FromResult(_log.Lines.Count > 0);
        });
        Assert.Contains("disk is full", _log.Lines.First(), StringComparison.Ordinal);

        await ExecuteAsync("drop trigger full_disk");

        await UntilAsync(async () =>
        {
            _fleet.Time.Advance(Hour);
            return await CountAsync("visit_window") == 0;
        });
    }

    [Fact]
    public async Task The_service_prunes_by_itself()
    {
        await StoreAsync(sequence: 1);
        await using var cloud = await RunningCloud.StartAsync(
            _fleet.Time, brokerPort: 1, _fleet.Path, "--Cloud:KeptFor=90.00:00:00");
        _fleet.Time.Advance(TimeSpan.FromDays(91));

        await UntilAsync(async () =>
        {
            _fleet.Time.Advance(Hour);
            return await CountAsync("visit_window") == 0;
        });
    }

    private Pruning NewPruning() => new(_fleet.Source, new CloudOptions(), _fleet.Time, _log);

    private Task<bool> StoreAsync(long sequence, DateTimeOffset? closed = null) => _fleet.Ledger.StoreWindowAsync(
        Some.Address,
        Some.Window(sequence, closed: closed ?? _fleet.Time.GetUtcNow()) with
        {
            Trials = new Dictionary<string, IReadOnlyDictionary<string, TrialCount>>
            {
                ["payment"] = new Dictionary<string, TrialCount> { ["guide"] = new(2, 1, 2, 1) },
            },
            Steps = new Dictionary<string, IReadOnlyDictionary<string, StepCount>>
            {
                ["3.1"] = new Dictionary<string, StepCount> { ["payment"] = new(6, 2) },
            },
        },
        CancellationToken.None);

    private Task RaiseAsync(params string[] faults) => _fleet.Ledger.StoreHealthAsync(
        Some.Address, Some.Health(_fleet.Time.GetUtcNow(), faults), CancellationToken.None);

    private static async Task<IReadOnlyList<Remedy>> RemediesAsync(RemedyLedger remedies) =>
        (await remedies.ListAsync(Scope.Everything, CancellationToken.None)).Remedies;

    private async Task<long> CountAsync(string table) => Assert.Single(await ReadAsync<long>($"select count(*) from {table}"));

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string query)
    {
        await using var connection = await _fleet.Source.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(query)];
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _fleet.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Looks until it is so; the pruning goes on, on a thread of its own.</summary>
    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var enough = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            enough.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
