using Dapper;
using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Tests.Fakes;
using Kiosk.Wire;

namespace Kiosk.Cloud.Tests.Fleet;

/// <summary>What the ledger wrote, as the reader tells it, over a real SQLite file.</summary>
public sealed class FleetReaderTests : IAsyncLifetime
{
    private static readonly KioskAddress Other = new("freshmart", "busan", "kiosk-01");

    private readonly StoredFleet _fleet = new();

    public Task InitializeAsync() => _fleet.PrepareAsync();

    public Task DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task A_window_is_stored_once_however_often_it_comes()
    {
        Assert.True(await StoreAsync(Some.Address, Some.Window()));
        Assert.False(await StoreAsync(Some.Address, Some.Window()));

        Assert.Equal(6, (await TrendAsync()).Total.Visits);
    }

    [Fact]
    public async Task The_same_number_of_another_boot_is_another_window()
    {
        await StoreAsync(Some.Address, Some.Window(boot: "boot-1"));
        await StoreAsync(Some.Address, Some.Window(boot: "boot-2"));

        Assert.Equal(12, (await TrendAsync()).Total.Visits);
    }

    [Fact]
    public async Task Every_count_of_a_window_is_found_again()
    {
        await StoreAsync(Some.Address, Some.Window() with
        {
            Causes = new Dictionary<string, int> { ["payment"] = 1, ["weather"] = 1 },
        });

        var total = (await TrendAsync()).Total;

        Assert.Equal((6, 2, 1, 1), (total.Visits, total.Frustrated, total.Calmed, total.StaffCalls));
        Assert.Equal((4, 1, 1), (total.Outcomes["completed"], total.Outcomes["abandoned"], total.Outcomes["staff"]));
        Assert.Equal((4, 2), (total.Tiers["screen"], total.Tiers["screen_face_voice"]));
        Assert.Equal((1, 0, 1), (total.Causes["payment"], total.Causes["wait"], total.Causes["other"]));
        Assert.Equal((2, 1), (total.Prompts["guide"], total.Prompts["thank"]));
        Assert.Equal(2, total.Feedback["5"]);
    }

    [Fact]
    public async Task A_window_counts_in_the_part_in_which_it_closed()
    {
        await StoreAsync(Some.Address, Some.Window(1, closed: Some.Noon.AddMinutes(-1)));
        await StoreAsync(Some.Address, Some.Window(2, closed: Some.Noon.AddHours(-23)));
        await StoreAsync(Some.Address, Some.Window(3, closed: Some.Noon.AddHours(-24)));

        var trend = await TrendAsync();

        Assert.Equal(24, trend.Parts.Count);
        Assert.Equal(Some.Noon.AddHours(-23), trend.Parts[0].Start);
        Assert.Equal(6, trend.Parts[0].Tally.Visits);
        Assert.Equal(6, trend.Parts[22].Tally.Visits);
        Assert.Equal(12, trend.Total.Visits);
        Assert.Equal(6, trend.Before.Visits);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(400 * 24 * 60, 0)]
    [InlineData(-1, -1)]
    public async Task A_window_that_closes_in_the_future_counts_as_closed_now(int minutesAhead, int storedMinutesAhead)
    {
        await StoreAsync(Some.Address, Some.TriedWindow(closed: Some.Noon.AddMinutes(minutesAhead)));

        Assert.Equal(6, (await TrendAsync()).Total.Visits);
        await using var connection = await _fleet.Source.OpenConnectionAsync();
        var stored = await connection.QuerySingleAsync<(long, long, long, long)>("""
            select w.opened, w.closed, t.closed, s.closed from visit_window w, trial t, step_count s
            """);
        var closed = Some.Noon.AddMinutes(storedMinutesAhead).ToUnixTimeMilliseconds();
        Assert.Equal((closed - 1_800_000, closed, closed, closed), stored);
    }

    [Fact]
    public async Task A_chain_or_a_store_has_its_own_figures()
    {
        await StoreAsync(Some.Address, Some.Window());
        await StoreAsync(Other, Some.Window());

        Assert.Equal(12, (await TrendAsync(new Scope("freshmart"))).Total.Visits);
        Assert.Equal(6, (await TrendAsync(new Scope("freshmart", "busan"))).Total.Visits);
        Assert.Equal(0, (await TrendAsync(new Scope("nordmarkt"))).Total.Visits);
    }

    [Fact]
    public async Task A_kiosk_is_seen_when_it_sends_and_not_when_the_broker_repeats_its_state()
    {
        await _fleet.Ledger.StoreStateAsync(
            Some.Address, Some.State(KioskState.Online, Some.Noon.AddHours(-3)), retained: true, CancellationToken.None);
        Assert.Equal(Some.Noon.AddHours(-3), (await KioskAsync()).LastSeen);

        await _fleet.Ledger.StoreHealthAsync(Some.Address, Some.Health(Some.Noon), CancellationToken.None);
        Assert.Equal(Some.Noon, (await KioskAsync()).LastSeen);
    }

    [Fact]
    public async Task A_lost_kiosk_is_lost_since_its_will_came_not_since_it_connected()
    {
        var lost = Some.State(KioskState.Lost, Some.Noon.AddHours(-9));

        await _fleet.Ledger.StoreStateAsync(Some.Address, lost, retained: false, CancellationToken.None);

        var kiosk = await KioskAsync();
        Assert.Equal(("lost", Some.Noon, Need.Lost), (kiosk.Status, kiosk.StatusSince, kiosk.Need));
    }

    [Fact]
    public async Task A_lost_kiosk_is_lost_since_then_however_often_the_broker_repeats_its_will()
    {
        var lost = Some.State(KioskState.Lost, Some.Noon.AddHours(-9));
        await _fleet.Ledger.StoreStateAsync(Some.Address, lost, retained: false, CancellationToken.None);
        _fleet.Time.Advance(TimeSpan.FromHours(1));

        await _fleet.Ledger.StoreStateAsync(Some.Address, lost, retained: true, CancellationToken.None);
        Assert.Equal(Some.Noon, (await KioskAsync()).StatusSince);

        // Of another boot it is another loss, which came while nobody listened.
        var later = lost with { Boot = "boot-2", At = Some.Noon.AddMinutes(30) };
        await _fleet.Ledger.StoreStateAsync(Some.Address, later, retained: true, CancellationToken.None);
        Assert.Equal(Some.Noon.AddMinutes(30), (await KioskAsync()).StatusSince);
    }

    [Theory]
    [InlineData(KioskState.Online, 0, "online", Need.None)]
    [InlineData(KioskState.Online, 1, "silent", Need.Lost)]
    [InlineData(KioskState.Offline, 1, "offline", Need.None)]
    [InlineData(KioskState.Lost, 1, "lost", Need.Lost)]
    public async Task A_kiosk_that_is_online_and_not_heard_is_silent(string told, int secondsTooOld, string status, Need need)
    {
        await _fleet.Ledger.StoreStateAsync(Some.Address, Some.State(told, Some.Noon), retained: false, CancellationToken.None);
        _fleet.Time.Advance(TimeSpan.FromMinutes(5));
        await _fleet.Ledger.StoreHealthAsync(
            Some.Address, Some.Health(Some.Noon.AddMinutes(5)), CancellationToken.None);
        var lastHeard = Some.Noon.AddMinutes(5);

        var kiosk = await KioskAsync(silentBefore: lastHeard.AddSeconds(secondsTooOld));

        Assert.Equal((status, need), (kiosk.Status, kiosk.Need));
        Assert.Equal(status == "silent" ? lastHeard : Some.Noon, kiosk.StatusSince);
    }

    [Fact]
    public async Task A_kiosk_whose_clock_was_ahead_is_believed_again_once_it_is_set()
    {
        var ahead = Some.Noon.AddDays(400);
        await _fleet.Ledger.StoreStateAsync(
            Some.Address, Some.State(KioskState.Online, ahead), retained: true, CancellationToken.None);
        await _fleet.Ledger.StoreFaultAsync(
            Some.Address,
            new DeviceFault(1, "printer_failed", DeviceFault.Raised, ahead, ahead, "Paper."),
            CancellationToken.None);
        await _fleet.Ledger.StoreHealthAsync(
            Some.Address, Some.Health(ahead, "printer_failed", "camera_unreadable"), CancellationToken.None);
        var kiosk = await KioskAsync();
        Assert.Equal((Some.Noon, Some.Noon), (kiosk.StatusSince, kiosk.LastSeen));
        Assert.Equal([Some.Noon, Some.Noon], (await DetailAsync()).Faults.Select(fault => fault.RaisedAt));
        _fleet.Time.Advance(TimeSpan.FromMinutes(5));

        await _fleet.Ledger.StoreFaultAsync(
            Some.Address,
            new DeviceFault(1, "printer_failed", DeviceFault.Cleared, Some.Noon, Some.Noon.AddMinutes(4), ""),
            CancellationToken.None);
        await _fleet.Ledger.StoreHealthAsync(Some.Address, Some.Health(Some.Noon.AddMinutes(5)), CancellationToken.None);

        Assert.Empty((await KioskAsync()).Faults);
        Assert.Equal(Some.Noon.AddMinutes(5), (await DetailAsync()).Health?.At);
    }

    [Fact]
    public async Task Health_that_was_stored_with_a_time_to_come_gives_way()
    {
        await _fleet.Ledger.StoreHealthAsync(Some.Address, Some.Health(Some.Noon), CancellationToken.None);
        await using (var connection = await _fleet.Source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("update kiosk set health_at = health_at + 86400000");
        }

        await _fleet.Ledger.StoreHealthAsync(
            Some.Address, Some.Health(Some.Noon.AddMinutes(-1), "camera_unreadable"), CancellationToken.None);

        Assert.Equal(["camera_unreadable"], (await KioskAsync()).Faults);
    }

    [Fact]
    public async Task A_fault_stands_until_it_is_cleared()
    {
        var since = Some.Noon.AddMinutes(-5);
        var raised = new DeviceFault(1, "camera_unreadable", DeviceFault.Raised, since, since, "Check its cable.");

        await _fleet.Ledger.StoreFaultAsync(Some.Address, raised, CancellationToken.None);
        var kiosk = await KioskAsync();
        Assert.Equal(["camera_unreadable"], kiosk.Faults);
        Assert.Equal(Need.Fault, kiosk.Need);

        await _fleet.Ledger.StoreFaultAsync(
            Some.Address, raised with { Status = DeviceFault.Cleared, At = Some.Noon }, CancellationToken.None);
        Assert.Empty((await KioskAsync()).Faults);
        var ended = Assert.Single((await DetailAsync()).Faults);
        Assert.Equal(new FaultSpan("camera_unreadable", since, Some.Noon, "Check its cable."), ended);
    }

    [Fact]
    public async Task Health_corrects_what_was_missed_of_the_faults()
    {
        await _fleet.Ledger.StoreFaultAsync(
            Some.Address,
            new DeviceFault(1, "printer_failed", DeviceFault.Raised, Some.Noon.AddHours(-1), Some.Noon.AddHours(-1), "Paper."),
            CancellationToken.None);

        await _fleet.Ledger.StoreHealthAsync(Some.Address, Some.Health(Some.Noon, "camera_unreadable"), CancellationToken.None);

        Assert.Equal(["camera_unreadable"], (await KioskAsync()).Faults);
    }

    [Fact]
    public async Task An_older_health_report_that_comes_late_changes_nothing()
    {
        await _fleet.Ledger.StoreHealthAsync(Some.Address, Some.Health(Some.Noon), CancellationToken.None);

        await _fleet.Ledger.StoreHealthAsync(
            Some.Address, Some.Health(Some.Noon.AddMinutes(-1), "camera_unreadable"), CancellationToken.None);

        Assert.Empty((await KioskAsync()).Faults);
        Assert.Equal(Some.Noon, (await DetailAsync()).Health?.At);
    }

    [Fact]
    public async Task What_the_witness_saw_is_told_as_the_kiosk_last_told_it()
    {
        var witness = new WitnessHealth(Complete: false, UnclaimedSeconds: 7);
        var sums = new HealthSums(Some.Noon.AddHours(-1), 86_400, 2_000_000, new WitnessSums(90_000, 412, 398, 31_204));
        await _fleet.Ledger.StoreHealthAsync(
            Some.Address, Some.Health(Some.Noon.AddHours(-1)) with { Witness = witness, Sums = sums }, CancellationToken.None);
        var told = (await DetailAsync()).Health;
        Assert.Equal((witness, sums), (told?.Witness, told?.Sums));

        // A kiosk that has started again has no sums yet, and another witness.
        await _fleet.Ledger.StoreHealthAsync(Some.Address, Some.Health(Some.Noon), CancellationToken.None);
        told = (await DetailAsync()).Health;
        Assert.NotNull(told);
        Assert.Null(told.Witness);
        Assert.Null(told.Sums);
    }

    [Fact]
    public async Task Kiosks_that_need_a_look_come_first()
    {
        for (var number = 1; number <= 12; number++)
        {
            await StoreAsync(Kiosk($"calm-{number:d2}"), Some.WindowOf(100, 10, 1, Some.Noon));
        }

        await StoreAsync(Kiosk("frustrating"), Some.WindowOf(100, 40, 1, Some.Noon));
        await _fleet.Ledger.StoreHealthAsync(Kiosk("faulty"), Some.Health(Some.Noon, "camera_unreadable"), CancellationToken.None);
        await _fleet.Ledger.StoreStateAsync(
            Kiosk("gone"), Some.State(KioskState.Lost, Some.Noon), retained: false, CancellationToken.None);
        await _fleet.Ledger.StoreStateAsync(
            Kiosk("full"), Some.State(KioskState.Online, Some.Noon), retained: false, CancellationToken.None);
        await _fleet.Ledger.StoreHealthAsync(
            Kiosk("full"), Some.Health(Some.Noon) with { OutboxWindows = 11 }, CancellationToken.None);

        var (kiosks, _) = await Reader().KiosksAsync(Scope.Everything, StoredFleet.Day, silentBefore: null, CancellationToken.None);

        Assert.Equal(["gone", "faulty", "frustrating", "full", "calm-01"], kiosks.Take(5).Select(kiosk => kiosk.Kiosk));
        Assert.Equal(
            [Need.Lost, Need.Fault, Need.Frustration, Need.Backlog, Need.None], kiosks.Take(5).Select(kiosk => kiosk.Need));
    }

    [Fact]
    public async Task A_kiosk_on_its_own_is_measured_by_the_fleet()
    {
        for (var number = 1; number <= 12; number++)
        {
            await StoreAsync(Kiosk($"calm-{number:d2}"), Some.WindowOf(100, 10, 1, Some.Noon));
        }

        await StoreAsync(Some.Address, Some.WindowOf(100, 40, 1, Some.Noon));

        var detail = await DetailAsync();
        Assert.Equal((Some.Address.Kiosk, Need.Frustration), (detail.Summary.Kiosk, detail.Summary.Need));
        Assert.Equal(Some.Noon, detail.AsOf);
    }

    [Fact]
    public async Task Of_many_faults_those_that_stand_are_told_and_then_the_newest()
    {
        var first = Some.Noon.AddHours(-2);
        await RaiseAsync("printer_failed", first);
        for (var minute = 1; minute <= 60; minute++)
        {
            await RaiseAsync("camera_unreadable", first.AddMinutes(minute), clearedAfter: TimeSpan.FromSeconds(30));
        }

        var detail = await DetailAsync();

        Assert.Equal((61, 20), (detail.FaultCount, detail.Faults.Count));
        Assert.Equal(
            [first, first.AddMinutes(60), first.AddMinutes(59)], detail.Faults.Take(3).Select(fault => fault.RaisedAt));
    }

    /// <summary>At a page that was opened long ago the figures have a time; an answer that is given again keeps its own.</summary>
    [Fact]
    public async Task An_answer_tells_when_it_was_found()
    {
        var reader = Reader();
        Task<Trend> Ask() => reader.TrendAsync(Scope.Everything, StoredFleet.Day, TimeSpan.Zero, CancellationToken.None);
        await Ask();
        _fleet.Time.Advance(StoredFleet.Day.Fresh - TimeSpan.FromSeconds(1));

        Assert.Equal(Some.Noon, (await Ask()).AsOf);
        _fleet.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Some.Noon + StoredFleet.Day.Fresh, (await Ask()).AsOf);
    }

    private async Task RaiseAsync(string name, DateTimeOffset since, TimeSpan? clearedAfter = null)
    {
        var raised = new DeviceFault(1, name, DeviceFault.Raised, since, since, "");
        await _fleet.Ledger.StoreFaultAsync(Some.Address, raised, CancellationToken.None);
        if (clearedAfter is { } lasted)
        {
            await _fleet.Ledger.StoreFaultAsync(
                Some.Address, raised with { Status = DeviceFault.Cleared, At = since + lasted }, CancellationToken.None);
        }
    }

    private static KioskAddress Kiosk(string name) => new("freshmart", "seoul-mapo", name);

    private FleetReader Reader() => new(_fleet.Source, new AnswerCache(_fleet.Time), _fleet.Time);

    private Task<bool> StoreAsync(KioskAddress address, VisitWindow window) =>
        _fleet.Ledger.StoreWindowAsync(address, window, CancellationToken.None);

    private Task<Trend> TrendAsync(Scope? scope = null) =>
        Reader().TrendAsync(scope ?? Scope.Everything, StoredFleet.Day, TimeSpan.Zero, CancellationToken.None);

    private async Task<KioskSummary> KioskAsync(DateTimeOffset? silentBefore = null) =>
        Assert.Single((await Reader().KiosksAsync(Scope.Everything, StoredFleet.Day, silentBefore, CancellationToken.None)).Kiosks);

    private async Task<KioskDetail> DetailAsync()
    {
        var detail = await Reader().KioskAsync(
            Some.Address, StoredFleet.Day, TimeSpan.Zero, silentBefore: null, CancellationToken.None);
        Assert.NotNull(detail);
        return detail;
    }
}
