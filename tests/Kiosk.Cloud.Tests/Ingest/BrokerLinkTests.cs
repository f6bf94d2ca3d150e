using System.Text.Json;
using Bindings.Shared;
using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Tests.Fakes;
using Kiosk.Wire;
using Microsoft.Data.Sqlite;

namespace Kiosk.Cloud.Tests.Ingest;

/// <summary>The whole service with a real mosquitto and a real SQLite file.</summary>
public sealed class BrokerLinkTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(20);

    private static readonly KioskAddress Neighbour = new(Some.Address.Chain, Some.Address.Store, "kiosk-99");

    private static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, TrialCount>> Tried =
        new Dictionary<string, IReadOnlyDictionary<string, TrialCount>>
        {
            ["payment"] = new Dictionary<string, TrialCount>
            {
                ["guide"] = new(24, 20, 40, 30),
                [TrialCount.Control] = new(6, 2, 0, 0),
            },
        };

    private readonly FleetDatabase _database = new();
    private MosquittoBroker _broker = null!; // set before each test

    public async Task InitializeAsync() => _broker = await MosquittoBroker.StartAsync();

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_window_is_stored_and_its_kiosk_told()
    {
        await using var cloud = await StartCloudAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);

        await kiosk.SendAsync(Some.Window());

        Assert.Equal("boot-1 1-1", await kiosk.ReceiptAsync());
        Assert.Equal(1, (await cloud.StatusAsync()).Stored);
    }

    [Fact]
    public async Task A_window_that_comes_again_is_dropped_and_its_kiosk_told_again()
    {
        await using var cloud = await StartCloudAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);

        await kiosk.SendAsync(Some.Window());
        await kiosk.ReceiptAsync();
        await kiosk.SendAsync(Some.Window());

        Assert.Equal("boot-1 1-1", await kiosk.ReceiptAsync());
        var status = await cloud.StatusAsync();
        Assert.Equal((1, 1), (status.Stored, status.Repeated));
    }

    [Theory]
    [InlineData("{ this is not JSON")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("")]
    public async Task A_message_that_can_never_be_stored_is_let_go_and_the_next_one_is_taken(string payload)
    {
        await using var cloud = await StartCloudAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);

        await kiosk.SendAsync(Channels.Window, payload, Some.IdOf(Some.Window()));
        await kiosk.SendAsync(Some.Window(2));

        Assert.Equal("boot-1 2-2", await kiosk.ReceiptAsync());
        var status = await cloud.StatusAsync();
        Assert.Equal((1, 1), (status.Stored, status.Refused));
    }

    [Fact]
    public async Task A_window_whose_unknown_prompts_cannot_be_added_up_is_let_go_and_the_next_one_is_taken()
    {
        await using var cloud = await StartCloudAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);

        await kiosk.SendAsync(Some.Window() with
        {
            Prompts = new Dictionary<string, int> { ["x"] = int.MaxValue, ["y"] = 1 },
        });
        await kiosk.SendAsync(Some.Window(2));

        Assert.Equal("boot-1 2-2", await kiosk.ReceiptAsync());
        var status = await cloud.StatusAsync();
        Assert.Equal((1, 1), (status.Stored, status.Refused));
    }

    [Fact]
    public async Task A_window_over_too_few_visits_is_refused_without_a_receipt()
    {
        await using var cloud = await StartCloudAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);

        await kiosk.SendAsync(Some.WindowOf(4, 0, 1, Some.Noon) with { K = 4, Feedback = new Dictionary<string, int>() });
        await kiosk.SendAsync(Some.Window(2));

        Assert.Equal("boot-1 2-2", await kiosk.ReceiptAsync());
        Assert.Equal(1, (await cloud.StatusAsync()).Refused);
    }

    [Fact]
    public async Task What_was_sent_while_the_service_was_away_is_stored_when_it_is_back()
    {
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);
        await using (await StartCloudAsync())
        {
            // The broker keeps messages for a session it knows.
        }

        await kiosk.SendAsync(Some.Window(1));
        await kiosk.SendAsync(Some.Window(2));
        await using var cloud = await StartCloudAsync();
        await cloud.UntilAsync(status => status.Stored == 2);

        var receipts = await kiosk.ReceiptAsync();
        if (receipts != "boot-1 1-2")
        {
            Assert.Equal(["boot-1 1-1", "boot-1 2-2"], [receipts, await kiosk.ReceiptAsync()]);
        }
    }

    [Fact]
    public async Task Who_is_there_is_known_again_after_a_restart_even_with_a_new_database()
    {
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);
        await kiosk.SendAsync(Some.State(KioskState.Online, Some.Noon));
        await using var empty = new FleetDatabase();

        await using var cloud = await RunningCloud.StartAsync(_broker.Port, empty.Path);
        await cloud.UntilConnectedAsync(); // before, the database may not have its tables yet
        await UntilSeenAsync(cloud);

        var kiosks = await cloud.GetAsync("api/kiosks");
        Assert.Equal(1, kiosks.GetProperty("statuses").GetProperty("online").GetInt32());
        Assert.Equal(Some.Noon, kiosks.GetProperty("kiosks")[0].GetProperty("last_seen").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_kiosk_whose_state_is_cleared_leaves_the_fleet_and_its_windows_stay()
    {
        await using var cloud = await StartCloudAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);
        await kiosk.SendAsync(Some.State(KioskState.Lost, Some.Noon));
        await kiosk.SendAsync(Channels.Fault, """
            {"version":1,"fault":"camera_unreadable","status":"raised","since":"2026-11-20T09:40:12Z","at":"2026-11-20T09:40:12Z","detail":""}
            """);
        await kiosk.SendAsync(Some.Window(closed: TimeProvider.System.GetUtcNow()));
        await kiosk.ReceiptAsync();
        await UntilStatusAsync(cloud, "lost");

        await kiosk.SendAsync(Channels.State, "", retain: true);
        await UntilKiosksAsync(cloud, 0);

        Assert.Equal(6, (await cloud.GetAsync("api/trend")).GetProperty("total").GetProperty("visits").GetInt32());
        Assert.Equal(0, (await cloud.StatusAsync()).Refused);
        await kiosk.SendAsync(Some.State(KioskState.Online, Some.Noon));
        await UntilStatusAsync(cloud, "online");
        Assert.Empty((await cloud.GetAsync("api/kiosks")).GetProperty("kiosks")[0].GetProperty("faults").EnumerateArray());
    }

    [Fact]
    public async Task A_broker_that_is_killed_and_comes_back_is_found_again()
    {
        await using var cloud = await StartCloudAsync();

        _broker.Kill();
        var status = await cloud.UntilAsync(status => status.Broker is not null);
        Assert.StartsWith($"There is no broker at 127.0.0.1:{_broker.Port}: ", status.Broker, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await cloud.AskAsync("readyz")).StatusCode);

        await _broker.RestartAsync();
        await cloud.UntilConnectedAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);
        await kiosk.SendAsync(Some.Window());
        Assert.Equal("boot-1 1-1", await kiosk.ReceiptAsync());
    }

    /// <summary>The broker never sends its will, and after the restart still says that it is online.</summary>
    [Fact]
    public async Task A_kiosk_that_goes_while_the_broker_is_killed_is_silent_until_it_is_heard_again()
    {
        await using var cloud = await RunningCloud.StartAsync(_broker.Port, _database.Path, "--Cloud:SilentAfter=00:00:03");
        await cloud.UntilConnectedAsync();
        await using (var kiosk = await KioskClient.ConnectAsync(_broker.Port))
        {
            await kiosk.SendAsync(Some.State(KioskState.Online, Some.Noon));
            await UntilSeenAsync(cloud);
            _broker.Kill();
        }

        await _broker.RestartAsync();
        await UntilStatusAsync(cloud, "silent");

        await using var back = await KioskClient.ConnectAsync(_broker.Port);
        await back.SendAsync(Some.State(KioskState.Online, Some.Noon));
        await UntilStatusAsync(cloud, "online");
    }

    [Fact]
    public async Task Without_a_broker_the_service_starts_and_says_so()
    {
        _broker.Kill();
        await using var cloud = await RunningCloud.StartAsync(_broker.Port, _database.Path);

        var status = await cloud.UntilAsync(status => status is { Store: null, Broker: not "The service is starting." });

        Assert.StartsWith("There is no broker at ", status.Broker, StringComparison.Ordinal);
        Assert.Equal(0, (await cloud.GetAsync("api/trend")).GetProperty("total").GetProperty("visits").GetInt32());
    }

    [Fact]
    public async Task While_the_database_is_locked_there_is_no_receipt_and_afterwards_there_is()
    {
        await using var cloud = await StartCloudAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);
        await using (var other = new SqliteConnection($"Data Source={_database.Path};Pooling=False"))
        {
            await other.OpenAsync();
            await using var theirs = await other.BeginTransactionAsync();
            await kiosk.SendAsync(Some.Window());

            var status = await cloud.UntilAsync(status => status.Store is not null);

            Assert.StartsWith("The database cannot be written: ", status.Store, StringComparison.Ordinal);
            Assert.Equal(0, status.Stored);
            await theirs.RollbackAsync();
        }

        Assert.Equal("boot-1 1-1", await kiosk.ReceiptAsync());
        Assert.Equal(1, (await cloud.UntilConnectedAsync()).Stored);
    }

    [Fact]
    public async Task A_disk_that_fails_in_the_middle_of_a_write_loses_nothing()
    {
        await using var cloud = await StartCloudAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);
        await _database.ExecuteAsync("""
            create trigger full_disk before insert on visit_window begin select raise(abort, 'database or disk is full'); end
            """);
        await kiosk.SendAsync(Some.Window(1));
        await kiosk.SendAsync(Some.Window(2));
        var status = await cloud.UntilAsync(status => status.Store is not null);
        Assert.Contains("disk is full", status.Store, StringComparison.Ordinal);

        await _database.ExecuteAsync("drop trigger full_disk");

        Assert.Equal(2, (await cloud.UntilAsync(status => status.Stored == 2)).Stored);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_and_the_service_goes_on_when_it_is_gone()
    {
        await File.WriteAllTextAsync(_database.Path, new string('x', 5000));
        await using var cloud = await RunningCloud.StartAsync(_broker.Port, _database.Path);

        var status = await cloud.UntilAsync(status => status.Store is not (null or "The service is starting."));
        Assert.Contains("not a database", status.Store, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await cloud.AskAsync("api/trend")).StatusCode);

        File.Delete(_database.Path);
        await cloud.UntilConnectedAsync();
    }

    [Fact]
    public async Task A_new_kiosk_is_told_what_the_others_of_its_chain_have_learned()
    {
        var now = TimeProvider.System.GetUtcNow();
        var ledger = await LearnAsync();
        await ledger.StoreWindowAsync(
            Some.Address, Some.WindowOf(30, 30, 2, now) with { Trials = Tried, Edition = null }, CancellationToken.None);
        var elsewhere = new KioskAddress("another-chain", "store", "kiosk");
        await ledger.StoreStateAsync(elsewhere, Some.State(KioskState.Online, now), retained: false, CancellationToken.None);
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);
        await kiosk.ListenToLearnedAsync();

        await using var cloud = await StartCloudAsync();

        // Neither to the kiosk it was learned by, nor to another chain, and not what was made with several editions.
        Assert.Equal((Topics.For(elsewhere, Channels.Desired), null), await kiosk.LearnedAsync());
        Assert.Equal((Topics.For(Some.Address, Channels.Desired), null), await kiosk.LearnedAsync());
        var (topic, desired) = await kiosk.LearnedAsync();
        Assert.Equal(Topics.For(Neighbour, Channels.Desired), topic);
        Assert.NotNull(desired);
        var payment = Assert.Single(Assert.Single(desired.Answers).Value).Value;
        Assert.Equal(new AnswerCount(24, 20), payment["guide"]);
        Assert.Equal(new AnswerCount(6, 2), payment["say_nothing"]);
    }

    [Fact]
    public async Task What_no_longer_holds_is_withdrawn_though_an_earlier_connection_told_it()
    {
        await LearnAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);
        await kiosk.ListenToLearnedAsync();
        await using (await StartCloudAsync())
        {
            await UntilToldAsync(kiosk, Neighbour, isNothing: false);
        }

        await _database.ExecuteAsync("update trial set closed = closed - 91 * 86400000");
        await using var cloud = await StartCloudAsync();

        await UntilToldAsync(kiosk, Neighbour, isNothing: true);
        await AssertNothingIsKeptAsync();
    }

    [Fact]
    public async Task What_no_longer_holds_is_withdrawn_within_a_connection()
    {
        await LearnAsync();
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);
        await kiosk.ListenToLearnedAsync();
        await using var cloud = await RunningCloud.StartAsync(_broker.Port, _database.Path, "--Cloud:AnswersInterval=00:00:01");
        await UntilToldAsync(kiosk, Neighbour, isNothing: false);

        await _database.ExecuteAsync("delete from trial");

        await UntilToldAsync(kiosk, Neighbour, isNothing: true);
        await AssertNothingIsKeptAsync();
    }

    [Fact]
    public async Task What_a_kiosk_was_told_goes_with_it_when_it_is_taken_out_of_the_fleet()
    {
        await LearnAsync(by: Neighbour);
        await using var kiosk = await KioskClient.ConnectAsync(_broker.Port);
        await kiosk.SendAsync(Some.State(KioskState.Online, Some.Noon));
        await kiosk.ListenToLearnedAsync();
        await using var cloud = await StartCloudAsync();
        await UntilKiosksAsync(cloud, 2);
        await UntilToldAsync(kiosk, Some.Address, isNothing: false);

        await kiosk.SendAsync(Channels.State, "", retain: true);

        await UntilToldAsync(kiosk, Some.Address, isNothing: true);
        await AssertNothingIsKeptAsync();
    }

    /// <summary>Thirty visits of one kiosk, and another of its store that has none.</summary>
    private async Task<FleetLedger> LearnAsync(KioskAddress? by = null)
    {
        var (now, one) = (TimeProvider.System.GetUtcNow(), by ?? Some.Address);
        var ledger = new FleetLedger(_database.Source, TimeProvider.System);
        await _database.PrepareAsync();
        await ledger.StoreWindowAsync(one, Some.WindowOf(30, 30, 1, now) with { Trials = Tried, Edition = "e1" }, CancellationToken.None);
        await ledger.StoreStateAsync(
            one == Neighbour ? Some.Address : Neighbour, Some.State(KioskState.Online, now), retained: false, CancellationToken.None);
        return ledger;
    }

    private static async Task UntilToldAsync(KioskClient kiosk, KioskAddress address, bool isNothing)
    {
        (string Topic, DesiredState? Desired) told;
        do
        {
            told = await kiosk.LearnedAsync();
        }
        while (told.Topic != Topics.For(address, Channels.Desired) || told.Desired is null != isNothing);
    }

    /// <summary>Whoever comes now hears of nothing that the broker has kept.</summary>
    private async Task AssertNothingIsKeptAsync()
    {
        await using var late = await KioskClient.ConnectAsync(_broker.Port);
        await late.ListenToLearnedAsync();

        // The broker sends what it keeps with the subscription, so all of it is there before what is published after.
        await late.SendAsync(Channels.Desired, "");

        Assert.Null((await late.LearnedAsync()).Desired);
    }

    private async Task<RunningCloud> StartCloudAsync()
    {
        var cloud = await RunningCloud.StartAsync(_broker.Port, _database.Path);
        await cloud.UntilConnectedAsync();
        return cloud;
    }

    private static async Task UntilStatusAsync(RunningCloud cloud, string status)
    {
        using var enough = new CancellationTokenSource(Patience);
        while ((await cloud.GetAsync("api/kiosks")).GetProperty("kiosks").EnumerateArray().FirstOrDefault() is var kiosk
            && (kiosk.ValueKind == JsonValueKind.Undefined || kiosk.GetProperty("status").GetString() != status))
        {
            await Task.Delay(LookAgainAfter, TimeProvider.System, enough.Token);
        }
    }

    private static async Task UntilKiosksAsync(RunningCloud cloud, int total)
    {
        using var enough = new CancellationTokenSource(Patience);
        while ((await cloud.GetAsync("api/kiosks")).GetProperty("total").GetInt32() != total)
        {
            await Task.Delay(LookAgainAfter, TimeProvider.System, enough.Token);
        }
    }

    private static async Task UntilSeenAsync(RunningCloud cloud)
    {
        using var enough = new CancellationTokenSource(Patience);
        while ((await cloud.GetAsync("api/kiosks")).GetProperty("total").GetInt32() == 0)
        {
            await Task.Delay(LookAgainAfter, TimeProvider.System, enough.Token);
        }
    }
}
