using System.Net;
using System.Net.Http.Json;
using Bindings.Shared;
using Dapper;
using Microsoft.Data.Sqlite;

namespace EndToEnd.Tests;

/// <summary>Visits go on at a real kiosk while its worker, the broker and the cloud are killed with SIGKILL and started
/// again, over and over.</summary>
public sealed class KilledServicesTests : IAsyncLifetime
{
    private const int Rounds = 3;
    private const int VisitsAWindow = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("killed-").FullName;
    private readonly HttpClient _http = new();

    // Held while the worker is down, so that the driver waits and knows whether its last visit was counted.
    private readonly SemaphoreSlim _workerIsUp = new(1, 1);

    private MosquittoBroker? _broker;
    private ServiceProcess? _worker;
    private ServiceProcess? _cloud;

    private string OutboxPath => Path.Combine(_folder, "outbox.db");

    private string FleetPath => Path.Combine(_folder, "fleet.db");

    public async Task InitializeAsync()
    {
        _broker = await MosquittoBroker.StartAsync();
        _cloud = new ServiceProcess("Kiosk.Cloud", address =>
        [
            $"--Cloud:BrokerPort={_broker.Port}",
            $"--Cloud:DatabasePath={FleetPath}",
            $"--Cloud:Url={address.GetLeftPart(UriPartial.Authority)}",
        ]);
        _worker = new ServiceProcess("Kiosk.Edge", address =>
        [
            "run",
            "--Reporting:Chain=chain",
            "--Reporting:Store=store",
            "--Reporting:Kiosk=kiosk",
            $"--Reporting:BrokerPort={_broker.Port}",
            $"--Reporting:DatabasePath={OutboxPath}",
            $"--Reporting:FewestVisits={VisitsAWindow}",
            "--Reporting:WindowLength=00:00:00",
            "--Reporting:ResendInterval=00:00:01",
            $"--Display:Port={address.Port}",
            "--Display:EventsPerSecond=10000",
        ]);
        try
        {
            await Task.WhenAll(_cloud.StartAsync(), _worker.StartAsync());
        }
        catch
        {
            await DisposeAsync(); // xunit does not after a failed start, and the broker would run on
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        _worker?.Dispose();
        _cloud?.Dispose();
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _workerIsUp.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_window_is_stored_once_and_every_visit_counted_once()
    {
        using var stop = new CancellationTokenSource();
        var driving = DriveAsync(stop.Token);

        // Each waits for more visits between its blows, so that they fall at any instant of the others' work.
        await Task.WhenAll(KillBrokerAsync(driving), KillCloudAsync(driving), KillWorkerAsync(driving));
        await stop.CancelAsync();
        var visits = await driving;

        var closed = Outbox().Closed;
        await UntilAsync(() => Outbox().Waiting == 0 && Stored().Count >= closed, "the cloud has every window");
        var stored = Stored();
        Assert.Equal(Enumerable.Range(1, (int)closed).Select(number => (long)number), stored.Select(window => window.Sequence));
        Assert.Single(stored.Select(window => window.Boot).Distinct());
        Assert.All(stored, window => Assert.Equal(VisitsAWindow, window.Visits));
        Assert.Equal(visits, stored.Sum(window => window.Visits) + Outbox().OpenVisits);
    }

    /// <summary>One visit after another. After each it waits until it is counted; a kill may take the one visit that was
    /// under way, and nothing else.</summary>
    /// <returns>The visits that were counted.</returns>
    private async Task<long> DriveAsync(CancellationToken cancellationToken)
    {
        var counted = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            await _workerIsUp.WaitAsync(CancellationToken.None);
            _workerIsUp.Release();
            if (await PostAsync("start", new { language = "en" }) && await PostAsync("end", new { outcome = "completed" }))
            {
                var before = counted;
                await UntilAsync(() => Outbox().Visits > before || _workerIsUp.CurrentCount == 0, "the visit is counted");
            }

            await _workerIsUp.WaitAsync(CancellationToken.None);
            _workerIsUp.Release();
            var now = Outbox().Visits;
            Assert.InRange(now, counted, counted + 1);
            counted = now;
        }

        return counted;
    }

    private async Task KillBrokerAsync(Task driving)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await MoreVisitsAsync(7, driving);
            _broker!.Kill(); // started before the test
            await MoreVisitsAsync(6, driving);
            await _broker.RestartAsync();
        }
    }

    private async Task KillCloudAsync(Task driving)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await MoreVisitsAsync(9, driving);
            _cloud!.Kill(); // started before the test
            await MoreVisitsAsync(6, driving);
            await _cloud.StartAsync();
        }
    }

    private async Task KillWorkerAsync(Task driving)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await MoreVisitsAsync(11, driving);
            await _workerIsUp.WaitAsync();
            _worker!.Kill(); // started before the test
            await _worker.StartAsync();
            _workerIsUp.Release();
        }
    }

    private Task MoreVisitsAsync(int count, Task driving)
    {
        var enough = Outbox().Visits + count;
        return UntilAsync(() => Outbox().Visits >= enough || driving.IsCompleted, $"there are {enough} visits");
    }

    /// <returns>False when the worker was killed under the call.</returns>
    private async Task<bool> PostAsync(string name, object body)
    {
        try
        {
            using var response = await _http.PostAsJsonAsync(new Uri(_worker!.Address, $"v1/visit/{name}"), body); // as above
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task UntilAsync(Func<bool> isSo, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            Assert.False(
                patience.IsCancellationRequested,
                $"Not in time: {what}. Outbox {Outbox()}, stored {Stored().Count}.\n{_worker?.Said()}\n{_cloud?.Said()}");
            await Task.Delay(LookAgainAfter, TimeProvider.System);
        }
    }

    private OutboxState Outbox()
    {
        using var database = Open(OutboxPath);
        return database.QuerySingle<OutboxState>(
            """
            select next_sequence - 1 as Closed,
                (select count(*) from closed_window) as Waiting,
                coalesce((select cast(json_extract(counts, '$.visits') as integer) from open_window), 0) as OpenVisits
            from life
            """);
    }

    private List<StoredWindow> Stored()
    {
        using var database = Open(FleetPath);
        return [.. database.Query<StoredWindow>(
            "select boot as Boot, sequence as Sequence, visits as Visits from visit_window order by sequence")];
    }

    private static SqliteConnection Open(string path)
    {
        var database = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=10");
        database.Open();
        return database;
    }

    private sealed record OutboxState(long Closed, long Waiting, long OpenVisits)
    {
        public long Visits => (Closed * VisitsAWindow) + OpenVisits;
    }

    private sealed record StoredWindow(string Boot, long Sequence, long Visits);
}
