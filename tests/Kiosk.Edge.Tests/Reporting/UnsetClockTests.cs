using System.Text.Json;
using Bindings.Shared;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Tests.Fakes;
using Kiosk.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiosk.Edge.Tests.Reporting;

/// <summary>A board without a battery for its clock: it starts in the past, and a time server sets it later.</summary>
public sealed class UnsetClockTests : IDisposable
{
    private static readonly DateTimeOffset Built = Some.Noon.AddDays(-10);
    private static readonly DateTimeOffset Past = Some.Noon.AddYears(-3);

    private readonly string _folder = Directory.CreateTempSubdirectory("clock-").FullName;
    private readonly KioskMetrics _metrics = new();
    private readonly RecordingLogger<Reporter> _log = new();
    private readonly FakeUplink _uplink = new();
    private Outbox? _outbox;
    private Reporter? _reporter;
    private SettableClock _time = new(Past);

    public UnsetClockTests() => Directory.CreateDirectory(TimeService);

    private string TimeService => Path.Combine(_folder, "run/systemd/timesync");

    [Fact]
    public async Task Visits_counted_before_the_clock_is_set_get_their_right_times()
    {
        Start("boot1");
        await VisitsAsync(5, lastingMinutes: 2);
        Assert.Empty(_uplink.On(Channels.Window));

        await SetAsync(Some.Noon); // ten minutes after the start

        var window = Assert.Single(Windows());
        Assert.Equal((5, Some.Noon.AddMinutes(-10), null), (window.Visits, window.Opened, window.Clock));
        Assert.Equal(Some.Noon, window.Closed);
    }

    [Fact]
    public async Task They_join_what_was_counted_by_a_right_clock_before_the_start()
    {
        _time = new SettableClock(Some.Noon.AddHours(-2));
        Confirm();
        Start("boot0");
        await VisitsAsync(3, lastingMinutes: 1);
        PowerCut(Some.Noon.AddHours(-2)); // a board that remembers its last time
        Start("boot1");
        await VisitsAsync(2, lastingMinutes: 1);

        await SetAsync(Some.Noon);

        var window = Assert.Single(Windows());
        Assert.Equal((5, Some.Noon.AddHours(-2), Some.Noon, null), (window.Visits, window.Opened, window.Closed, window.Clock));
    }

    [Fact]
    public async Task A_worker_killed_meanwhile_loses_none_and_counts_none_twice()
    {
        Start("boot1");
        await VisitsAsync(3, lastingMinutes: 2);
        Kill();
        Start("boot1");
        await VisitsAsync(2, lastingMinutes: 2);
        Kill();

        Confirm();
        _time.Set(Some.Noon); // while no worker runs
        Start("boot1");
        await PassAsync();
        Kill();
        Start("boot1");
        await PassAsync();

        Assert.All(Windows(), window => Assert.Equal((5, Some.Noon.AddMinutes(-10), null), (window.Visits, window.Opened, window.Clock)));
        Assert.Single(Windows().Select(window => window.Sequence).Distinct());
    }

    [Fact]
    public async Task What_an_earlier_start_counted_is_reported_as_of_this_start_and_says_so()
    {
        Start("boot1");
        await VisitsAsync(3, lastingMinutes: 2);
        PowerCut(Past);
        Start("boot2");
        await VisitsAsync(2, lastingMinutes: 2);

        await SetAsync(Some.Noon);

        var window = Assert.Single(Windows());
        Assert.Equal((5, VisitWindow.Uncertain), (window.Visits, window.Clock));
        Assert.InRange(window.Opened, Some.Noon.AddMinutes(-12), Some.Noon.AddMinutes(-4));
        Assert.Contains("ClockSettled", _log.Events);
    }

    [Fact]
    public async Task A_clock_set_twice_corrects_by_both()
    {
        Start("boot1");
        await VisitsAsync(2, lastingMinutes: 2);
        _time.Set(Past.AddDays(1)); // by hand, and wrong
        await VisitsAsync(3, lastingMinutes: 2);

        await SetAsync(Some.Noon);

        Assert.Equal(Some.Noon.AddMinutes(-10), Assert.Single(Windows()).Opened);
    }

    [Fact]
    public async Task A_store_without_a_time_server_waits_an_hour_and_says_so()
    {
        _time = new SettableClock(Some.Noon);
        Start("boot1");
        await VisitsAsync(5, lastingMinutes: 2);
        Assert.Empty(Windows());

        _time.Advance(BoxClock.Patience);
        await PassAsync();

        Assert.Equal((5, VisitWindow.Uncertain), Assert.Single(Windows().Select(window => (window.Visits, window.Clock))));
    }

    [Fact]
    public async Task A_date_before_the_worker_was_built_is_never_believed()
    {
        Start("boot1");
        await VisitsAsync(5, lastingMinutes: 2);

        _time.Advance(TimeSpan.FromDays(1));
        Confirm();
        await PassAsync();

        Assert.Empty(Windows());
    }

    [Fact]
    public async Task A_clock_set_back_does_not_put_off_the_broker()
    {
        _time = new SettableClock(Some.Noon.AddYears(1));
        Confirm();
        Start("boot1");
        _uplink.HasBroker = false;
        await PassAsync();

        _uplink.HasBroker = true;
        _time.Set(Some.Noon);
        await PassAsync();

        Assert.True(_uplink.IsConnected);
    }

    public void Dispose()
    {
        Kill();
        _metrics.Dispose();
        _uplink.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Start(string boot)
    {
        var options = Some.Options(Path.Combine(_folder, "outbox.db"));
        var faults = new FaultRegister(_time, NullLogger<FaultRegister>.Instance);
        _outbox = new Outbox(options, _time, _metrics, NullLogger<Outbox>.Instance);
        _reporter = new Reporter(
            options,
            _outbox,
            _uplink,
            new HealthProbe(new Dictionary<string, string>(), faults, new BoardHeat(_folder), new Witness(null, Path.Combine(_folder, "witness.json")), 5, _time),
            faults,
            _metrics,
            new BoxClock(_time, Built, _folder, boot),
            _time,
            new Random(1),
            _log);
    }

    private void Kill()
    {
        _reporter?.Dispose();
        _outbox?.Dispose();
        (_reporter, _outbox) = (null, null);
    }

    /// <summary>The kernel's counter begins anew.</summary>
    private void PowerCut(DateTimeOffset now)
    {
        Kill();
        File.Delete(Path.Combine(TimeService, "synchronized"));
        _time = new SettableClock(now);
    }

    private void Confirm() => File.WriteAllText(Path.Combine(TimeService, "synchronized"), "");

    private Task SetAsync(DateTimeOffset now)
    {
        Confirm();
        _time.Set(now);
        return PassAsync();
    }

    private async Task VisitsAsync(int count, double lastingMinutes)
    {
        for (var i = 0; i < count; i++)
        {
            var started = _time.GetUtcNow();
            _time.Advance(TimeSpan.FromMinutes(lastingMinutes));
            _reporter!.Take(Some.Tally(started) with { Ended = _time.GetUtcNow() }); // started by each test
            await PassAsync();
        }
    }

    private Task PassAsync() => _reporter!.ReportAsync(CancellationToken.None); // started by each test

    private List<VisitWindow> Windows() =>
    [
        .. _uplink.On(Channels.Window)
            .Select(message => JsonSerializer.Deserialize(message.Payload, WireJson.Default.VisitWindow)!), // written by the reporter
    ];
}
