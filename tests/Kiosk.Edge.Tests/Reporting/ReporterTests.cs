using System.Text.Json;
using Bindings.Shared;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Tests.Fakes;
using Kiosk.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Reporting;

public sealed class ReporterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reporter-").FullName;
    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly KioskMetrics _metrics = new();
    private readonly RecordingLogger<Reporter> _log = new();
    private readonly FakeUplink _uplink = new();
    private readonly FaultRegister _faults;
    private readonly Outbox _outbox;
    private readonly Reporter _reporter;

    public ReporterTests()
    {
        var options = Some.Options(DatabasePath);
        _faults = new FaultRegister(_time, NullLogger<FaultRegister>.Instance);
        _outbox = new Outbox(options, _time, _metrics, NullLogger<Outbox>.Instance);
        _reporter = new Reporter(
            options,
            _outbox,
            _uplink,
            new HealthProbe(new Dictionary<string, string> { ["face_detector"] = "1.0.0" }, _faults, new BoardHeat(), new Witness(null, Path.Combine(_folder, "witness.json")), 5, _time),
            _faults,
            _metrics,
            new BoxClock(_time, Some.Noon.AddYears(-1), _folder),
            _time,
            new Random(1),
            _log);
    }

    private string DatabasePath => Path.Combine(_folder, "outbox.db");

    [Fact]
    public async Task Tells_nothing_about_fewer_than_k_visits()
    {
        await VisitsAsync(4);
        _time.Advance(TimeSpan.FromDays(2));
        await PassAsync();

        Assert.Empty(_uplink.On(Channels.Window));
    }

    [Fact]
    public async Task A_second_box_of_the_same_identity_is_a_fault_until_it_is_gone()
    {
        _uplink.WasTakenOver = true;
        await PassAsync();
        var fault = Assert.Single(_faults.Standing);
        Assert.Equal("identity_taken", fault.Fault);
        Assert.StartsWith("Another box comes to the broker as chain/store/kiosk;", fault.Detail, StringComparison.Ordinal);

        _uplink.WasTakenOver = false;
        await PassAsync();

        Assert.Empty(_faults.Standing);
    }

    [Fact]
    public async Task A_connection_that_breaks_at_once_each_time_is_tried_ever_more_seldom()
    {
        var connects = await ConnectsWhenPutOutAsync(seconds: 3600);

        Assert.InRange(connects, 600, 800); // one about each 4 s, and one more until the break is seen
    }

    [Fact]
    public async Task Two_boxes_of_one_identity_put_each_other_out_once_in_minutes()
    {
        _uplink.WasTakenOver = true;

        var connects = await ConnectsWhenPutOutAsync(seconds: 3600);

        Assert.InRange(connects, 12, 60);
    }

    [Fact]
    public async Task After_a_connection_that_lasted_the_first_try_comes_within_a_second()
    {
        await ConnectsWhenPutOutAsync(seconds: 60); // ends with waits of 4 s
        await SecondsAsync(20);
        var before = _uplink.Connects;
        _uplink.HasBroker = false;
        await PassAsync();
        _uplink.HasBroker = true;

        await SecondsAsync(1);

        Assert.Equal((before + 1, true), (_uplink.Connects, _uplink.IsConnected));
    }

    [Fact]
    public async Task Over_a_slow_line_a_pass_ends_within_a_minute_and_the_next_goes_on()
    {
        _uplink.HasBroker = false;
        await VisitsAsync(100);
        for (var i = 0; i < 10; i++)
        {
            _faults.Raise("camera_unreadable", "The camera is unplugged: plug it in.");
            _faults.Clear("camera_unreadable");
        }

        _uplink.HasBroker = true;
        _uplink.Publishing = () => _time.Advance(TimeSpan.FromSeconds(9)); // one second less than is waited for
        _time.Advance(TimeSpan.FromMinutes(2));
        List<TimeSpan> passes = [];
        while (_uplink.On(Channels.Window).Select(message => message.Id.Sequence).Distinct().Count() < 20)
        {
            var began = _time.GetTimestamp();
            await PassAsync();
            passes.Add(_time.GetElapsedTime(began));
            Assert.InRange(passes.Count, 1, 50);
        }

        Assert.All(passes, pass => Assert.InRange(pass, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        Assert.Equal(20, _uplink.On(Channels.Fault).Count);
        Assert.NotEmpty(_uplink.On(Channels.Health));
    }

    [Fact]
    public void A_window_without_a_length_closes_with_its_kth_visit()
    {
        for (var i = 0; i < 12; i++)
        {
            _reporter.Take(Some.Tally());
        }

        Assert.Equal([5, 5], _outbox.Waiting().Select(sequence => _outbox.Find(sequence)!.Visits)); // they wait
        Assert.Equal(2, _outbox.Open?.Visits);
    }

    [Fact]
    public async Task Sends_a_window_with_the_identity_by_which_repeats_are_known()
    {
        await VisitsAsync(5);

        var message = Assert.Single(_uplink.On(Channels.Window));
        var window = JsonSerializer.Deserialize(message.Payload, WireJson.Default.VisitWindow)!; // written by the reporter
        Assert.Equal($"chain/store/kiosk/{_outbox.Boot}/1", message.Id.ToString());
        Assert.Equal((_outbox.Boot, 1L, 5), (window.Boot, window.Sequence, window.Visits));
        Assert.False(message.IsRetained);
    }

    [Fact]
    public async Task Sends_a_window_again_until_there_is_a_receipt()
    {
        await VisitsAsync(5);
        await PassAsync();
        var atFirst = _uplink.On(Channels.Window).Count;
        _time.Advance(TimeSpan.FromMinutes(1.3));
        await PassAsync();
        var later = _uplink.On(Channels.Window).Count;

        _uplink.Receipt(_outbox.Boot, (1, 1));
        _time.Advance(TimeSpan.FromDays(1));
        await PassAsync();

        Assert.Equal((1, 2, 2), (atFirst, later, _uplink.On(Channels.Window).Count));
        Assert.Equal(_uplink.On(Channels.Window)[0].Id, _uplink.On(Channels.Window)[1].Id);
        Assert.Empty(_outbox.Waiting());
    }

    [Fact]
    public async Task Sends_everything_without_receipt_again_over_a_new_connection()
    {
        await VisitsAsync(10);
        await BreakAsync();

        Assert.Equal([1, 2, 1, 2], _uplink.On(Channels.Window).Select(message => message.Id.Sequence));
    }

    [Fact]
    public async Task Is_born_with_a_will_and_takes_leave()
    {
        await PassAsync();
        var will = State(_uplink.Will!); // connected
        var birth = State(_uplink.On(Channels.State)[0]);
        await _reporter.LeaveAsync(CancellationToken.None);
        var farewell = State(_uplink.On(Channels.State)[1]);

        Assert.Equal((KioskState.Lost, KioskState.Online, KioskState.Offline), (will.Status, birth.Status, farewell.Status));
        Assert.Equal(_outbox.Boot, birth.Boot);
        Assert.True(_uplink.Will!.IsRetained);
        Assert.All(_uplink.On(Channels.State), message => Assert.True(message.IsRetained));
        Assert.False(_uplink.IsConnected);
    }

    [Fact]
    public async Task A_broker_that_is_away_for_hours_is_logged_once_and_found_within_6_seconds()
    {
        _uplink.HasBroker = false;
        for (var second = 0; second < 4 * 3600; second++)
        {
            await PassAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // One about each 4 s, a fifth more or less, seen in steps of a second.
        Assert.InRange(_uplink.Connects, 2800, 3700);
        Assert.Equal(["UplinkLost"], _log.Events);
        _uplink.HasBroker = true;
        await SecondsAsync(6);
        Assert.Equal(["UplinkLost", "UplinkConnected"], _log.Events);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_window_that_nobody_heard_is_stored_within_6_seconds_of_the_clouds_return(int seconds)
    {
        _uplink.HasCloud = false; // a broker that was started again, and lets the kiosk in first
        await VisitsAsync(15);
        await SecondsAsync(seconds);
        _uplink.HasCloud = true;
        var vain = _uplink.On(Channels.Window).Count;

        await SecondsAsync(6);

        Assert.Equal([1, 2, 3], _uplink.On(Channels.Window).Skip(vain).Select(message => message.Id.Sequence));
    }

    [Fact]
    public async Task As_long_as_nobody_listens_one_window_asks_and_ever_more_seldom()
    {
        _uplink.HasCloud = false;
        await VisitsAsync(50);
        var atFirst = _uplink.On(Channels.Window).Count;
        await SecondsAsync(3600);

        Assert.Equal(1, atFirst);
        Assert.InRange(_uplink.On(Channels.Window).Count, 60, 80); // one about each minute
        Assert.All(_uplink.On(Channels.Window), message => Assert.Equal(1, message.Id.Sequence));
    }

    [Fact]
    public async Task A_new_connection_asks_at_once_whether_somebody_listens()
    {
        _uplink.HasCloud = false;
        await VisitsAsync(5);
        await SecondsAsync(3600);
        _uplink.HasCloud = true;
        var vain = _uplink.On(Channels.Window).Count;

        _uplink.HasBroker = false;
        await PassAsync();
        _uplink.HasBroker = true;
        await SecondsAsync(1);

        Assert.Single(_uplink.On(Channels.Window).Skip(vain));
    }

    [Fact]
    public async Task Windows_wait_for_a_broker_that_is_away()
    {
        _uplink.HasBroker = false;
        await VisitsAsync(15);
        _uplink.HasBroker = true;
        _time.Advance(TimeSpan.FromMinutes(2));

        await PassAsync();

        Assert.Equal([1, 2, 3], _uplink.On(Channels.Window).Select(message => message.Id.Sequence));
    }

    [Fact]
    public async Task Tells_how_the_box_is_at_once_and_then_each_interval()
    {
        await PassAsync();
        _time.Advance(TimeSpan.FromMinutes(4.9));
        await PassAsync();
        var early = _uplink.On(Channels.Health).Count;
        _time.Advance(TimeSpan.FromMinutes(0.1));
        await PassAsync();

        var health = JsonSerializer.Deserialize(_uplink.On(Channels.Health)[1].Payload, WireJson.Default.KioskHealth)!; // as above
        Assert.Equal(1, early);
        Assert.Equal(300, health.UptimeSeconds);
        Assert.InRange(health.ResidentMb, 1, 100_000);
        Assert.Equal("1.0.0", health.Models["face_detector"]);
    }

    [Fact]
    public async Task Faults_are_told_once_also_when_the_broker_was_away()
    {
        _uplink.HasBroker = false;
        await PassAsync();
        _faults.Raise("camera_unreadable", "The camera is unplugged: plug it in.");
        _faults.Clear("camera_unreadable");
        _uplink.HasBroker = true;
        _time.Advance(TimeSpan.FromMinutes(2));

        await PassAsync();
        await PassAsync();

        Assert.Equal(
            [DeviceFault.Raised, DeviceFault.Cleared],
            _uplink.On(Channels.Fault).Select(
                message => JsonSerializer.Deserialize(message.Payload, WireJson.Default.DeviceFault)!.Status)); // as above
    }

    [Fact]
    public async Task A_disk_that_fails_is_a_fault_until_it_works_again()
    {
        _outbox.Dispose(); // let go of the file, so that the next write opens it anew
        File.Delete(DatabasePath);
        Directory.CreateDirectory(DatabasePath);
        await VisitsAsync(5);
        var standing = _faults.Standing.Select(fault => fault.Fault).ToList();
        var sent = _uplink.On(Channels.Window).Count;
        Directory.Delete(DatabasePath);
        await PassAsync();
        await PassAsync();

        Assert.Equal(["outbox_not_writable"], standing);
        Assert.Empty(_faults.Standing);
        Assert.Equal((0, 1), (sent, _uplink.On(Channels.Window).Count));
    }

    [Fact]
    public async Task Every_message_has_an_identity_of_its_own()
    {
        await VisitsAsync(10);
        _faults.Raise("camera_unreadable", "The camera is unplugged: plug it in.");
        await PassAsync();

        Assert.Equal(_uplink.Messages.Count, _uplink.Messages.Select(message => message.Id).Distinct().Count());
    }

    public void Dispose()
    {
        _reporter.Dispose();
        _outbox.Dispose();
        _uplink.Dispose();
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static KioskState State(UplinkMessage message) =>
        JsonSerializer.Deserialize(message.Payload, WireJson.Default.KioskState)!; // written by the reporter

    private Task PassAsync() => _reporter.ReportAsync(CancellationToken.None);

    /// <summary>A broker that lets the kiosk in and puts it out again at once.</summary>
    private async Task<int> ConnectsWhenPutOutAsync(int seconds)
    {
        var before = _uplink.Connects;
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await PassAsync();
            _uplink.HasBroker = false;
            _uplink.HasBroker = true;
        }

        return _uplink.Connects - before;
    }

    private async Task SecondsAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await PassAsync();
        }
    }

    private async Task VisitsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _reporter.Take(Some.Tally(_time.GetUtcNow()));
            await PassAsync();
        }
    }

    private async Task BreakAsync()
    {
        _uplink.HasBroker = false;
        await PassAsync();
        _uplink.HasBroker = true;
        _time.Advance(TimeSpan.FromMinutes(2));
        await PassAsync();
    }
}
