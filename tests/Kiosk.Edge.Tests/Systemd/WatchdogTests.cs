using System.Net.Sockets;
using System.Text;
using Bindings.Shared;
using Kiosk.Systemd;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Systemd;

public sealed class WatchdogTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"notify-{Guid.NewGuid():N}");
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<WatchdogTests> _log = new();
    private readonly ServiceProgress _progress;
    private readonly ServiceStage _stage;
    private readonly Watchdog _watchdog;

    public WatchdogTests()
    {
        _systemd.Bind(new UnixDomainSocketEndPoint(_path));
        _progress = new ServiceProgress(_time) { Status = () => "Caring" };
        _stage = _progress.Add("camera", TimeSpan.FromSeconds(20));
        _watchdog = new Watchdog(_progress, new ServiceNotifier(_path), Interval, _time, _log);
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        _systemd.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void It_is_fed_three_times_in_its_interval_with_the_status()
    {
        _time.Advance(TimeSpan.Zero);
        Heard();

        _time.Advance(Interval);

        Assert.Equal(Enumerable.Repeat("WATCHDOG=1\nSTATUS=Caring", 3), Heard());
    }

    [Fact]
    public void A_stage_that_hangs_starves_it_and_is_named_once()
    {
        _stage.Begin();
        _time.Advance(TimeSpan.FromSeconds(20));
        Heard();

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(
            Enumerable.Repeat("STATUS=The stage camera makes no progress; the watchdog is not fed.", 2), Heard());
        Assert.Equal(["StageStalled"], _log.Events);
    }

    [Fact]
    public void A_stage_that_goes_on_feeds_it_again()
    {
        _stage.Begin();
        _time.Advance(TimeSpan.FromSeconds(30));
        Heard();
        _stage.Begin();

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["WATCHDOG=1\nSTATUS=Caring"], Heard());
    }

    [Fact]
    public void A_stage_with_nothing_to_do_makes_progress()
    {
        _stage.Begin();
        _stage.End();
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Null(_progress.Stalled);
    }

    [Theory]
    [InlineData("15000000", null, 15.0)]
    [InlineData(null, null, null)]
    [InlineData("0", null, null)]
    [InlineData("15000000", "1", null)] // meant for another process
    public void It_is_asked_for_by_the_environment(string? microseconds, string? process, double? seconds) =>
        Assert.Equal(seconds, ServiceNotifier.WatchdogIntervalOf(microseconds, process)?.TotalSeconds);

    private List<string> Heard()
    {
        var heard = new List<string>();
        var buffer = new byte[4096];
        while (_systemd.Available > 0)
        {
            heard.Add(Encoding.UTF8.GetString(buffer, 0, _systemd.Receive(buffer)));
        }

        return heard;
    }
}
