using System.Text.Json;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Tests.Fakes;
using Kiosk.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Reporting;

/// <summary>A file system of 200 KiB that is really full.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("full-").FullName;
    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly KioskMetrics _metrics = new();
    private readonly FakeUplink _uplink = new();
    private readonly FaultRegister _faults;
    private Outbox _outbox;
    private Reporter _reporter;
    private bool _mounted;

    public FullDiskTests()
    {
        _faults = new FaultRegister(_time, NullLogger<FaultRegister>.Instance);
        (_outbox, _reporter) = (null!, null!); // each test starts them on its disk
    }

    private string Filler => Path.Combine(_folder, "filler");

    [MountFact]
    public async Task The_worker_counts_on_says_so_once_and_loses_nothing()
    {
        _mounted = MountFactAttribute.TryMount(_folder, 200);
        Start();
        await VisitsAsync(7);
        Fill();

        await VisitsAsync(16);
        var fault = Assert.Single(_faults.Standing);
        Assert.Equal("outbox_not_writable", fault.Fault);
        Assert.StartsWith($"The outbox {_folder}/outbox.db cannot be written, so new windows are only in memory: ", fault.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Detail);

        File.Delete(Filler);
        await PassAsync();
        await PassAsync();

        Assert.Empty(_faults.Standing);
        Assert.Equal((4, 3), (_outbox.Waiting().Count, _outbox.Open?.Visits)); // 23 visits, windows of 5
        Assert.Equal([1, 2, 3, 4], Sent());
    }

    [MountFact]
    public async Task A_worker_started_on_a_full_disk_cares_and_writes_when_there_is_room()
    {
        _mounted = MountFactAttribute.TryMount(_folder, 200);
        Start();
        await VisitsAsync(7);
        Stop();
        Fill();

        Start();
        await VisitsAsync(5);
        Assert.Equal("outbox_not_writable", Assert.Single(_faults.Standing).Fault);
        File.Delete(Filler);
        await PassAsync();
        await PassAsync();

        Assert.Empty(_faults.Standing);
        Assert.Equal((2, 2), (_outbox.Waiting().Count, _outbox.Open?.Visits));
        Assert.Equal([1, 2], Sent());
    }

    public void Dispose()
    {
        Stop();
        if (_mounted)
        {
            MountFactAttribute.Unmount(_folder);
        }

        Directory.Delete(_folder, recursive: true);
        _uplink.Dispose();
        _metrics.Dispose();
    }

    private void Start()
    {
        var options = Some.Options(Path.Combine(_folder, "outbox.db"));
        _outbox = new Outbox(options, _time, _metrics, NullLogger<Outbox>.Instance);
        _reporter = new Reporter(
            options,
            _outbox,
            _uplink,
            new HealthProbe(new Dictionary<string, string>(), _faults, new BoardHeat(_folder), new Witness(null, Path.Combine(_folder, "witness.json")), 5, _time),
            _faults,
            _metrics,
            new BoxClock(_time, Some.Noon.AddYears(-1), _folder),
            _time,
            new Random(1),
            NullLogger<Reporter>.Instance);
    }

    private void Stop()
    {
        _reporter?.Dispose();
        _outbox?.Dispose();
    }

    /// <summary>Writes until nothing more fits.</summary>
    private void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                filler.Write(new byte[512]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private async Task VisitsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _reporter.Take(Some.Tally());
            await PassAsync();
        }
    }

    private Task PassAsync() => _reporter.ReportAsync(CancellationToken.None);

    /// <summary>The numbers of the windows that reached the broker; one that came twice is there once.</summary>
    private IEnumerable<long> Sent() => _uplink.On(Channels.Window)
        .Select(message => JsonSerializer.Deserialize(message.Payload, WireJson.Default.VisitWindow)!) // written by the reporter
        .Select(window => (window.Sequence, Window: JsonSerializer.Serialize(window, WireJson.Default.VisitWindow)))
        .Distinct()
        .Select(window => window.Sequence)
        .Order();
}
