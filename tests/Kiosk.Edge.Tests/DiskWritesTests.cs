using Kiosk.Edge.Reporting;
using Kiosk.Edge.Response;
using Kiosk.Edge.Tests.Fakes;
using Kiosk.Edge.Tests.Reporting;
using Kiosk.Edge.Understanding;
using Kiosk.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests;

/// <summary>What a memory card has to bear, as the kernel counts it. Alone, because it counts the whole process.</summary>
[CollectionDefinition(nameof(DiskWritesTests), DisableParallelization = true)]
[Collection(nameof(DiskWritesTests))]
public sealed class DiskWritesTests : IDisposable
{
    private const int Visits = 500;

    private readonly string _folder = Directory.CreateTempSubdirectory("writes-").FullName;
    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly KioskMetrics _metrics = new();
    private readonly FakeUplink _uplink = new();
    private readonly Outbox _outbox;
    private readonly Reporter _reporter;
    private readonly LearnedFile _learned;

    public DiskWritesTests()
    {
        var options = Some.Options(Path.Combine(_folder, "outbox.db"));
        var faults = new FaultRegister(_time, NullLogger<FaultRegister>.Instance);
        _outbox = new Outbox(options, _time, _metrics, NullLogger<Outbox>.Instance);
        _learned = new LearnedFile(options.LearnedPath, NullLogger<LearnedFile>.Instance);
        _reporter = new Reporter(
            options,
            _outbox,
            _uplink,
            new HealthProbe(
                new Dictionary<string, string>(), faults, new BoardHeat(_folder), new Witness(null, Path.Combine(_folder, "none")), 5, _time),
            faults,
            _metrics,
            new BoxClock(_time, Some.Noon.AddYears(-1), _folder),
            _time,
            new Random(1),
            NullLogger<Reporter>.Instance);
    }

    public void Dispose()
    {
        _reporter.Dispose();
        _outbox.Dispose();
        _uplink.Dispose();
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A busy day at its worst: each visit is frustrated and teaches something, each fifth closes a window, and the
    /// cloud stores it.</summary>
    [DiskFact]
    public async Task A_visit_costs_the_card_no_more_than_is_said()
    {
        await VisitAsync(0); // makes the database
        var before = DiskWrites.Bytes;

        for (var visit = 1; visit <= Visits; visit++)
        {
            await VisitAsync(visit);
        }

        var each = (DiskWrites.Bytes - before) / Visits;
        Assert.InRange(each, 4096, DiskWrites.MostBytesAVisit); // a page at least, else nothing was counted
        Assert.Equal((Visits + 1) / 5, _uplink.On(Channels.Window).Count);
    }

    [DiskFact]
    public async Task A_day_without_customers_costs_nothing()
    {
        await VisitAsync(0);
        var before = DiskWrites.Bytes;

        for (var second = 0; second < 24 * 3600; second += 10)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await _reporter.ReportAsync(CancellationToken.None);
        }

        Assert.Equal(24 * 12, _uplink.On(Channels.Health).Count - 1);
        Assert.InRange(DiskWrites.Bytes - before, 0, 64 << 10);
    }

    private async Task VisitAsync(int visit)
    {
        _time.Advance(TimeSpan.FromMinutes(2));
        _reporter.Take(Some.Tally(_time.GetUtcNow(), cause: Cause.Payment, feedback: 4));
        _learned.Write("2026-11", Learned(visit));
        await _reporter.ReportAsync(CancellationToken.None);
        if (_uplink.On(Channels.Window) is { Count: > 0 } windows)
        {
            _uplink.Receipt(_outbox.Boot, (1, windows[^1].Id.Sequence));
        }
    }

    /// <summary>What a kiosk has learned in a year: every cause in every mood, each with several answers.</summary>
    private static Experience Learned(int visit)
    {
        var experience = new Experience();
        foreach (var cause in Enum.GetValues<Cause>())
        {
            foreach (var mood in Enum.GetValues<Mood>())
            {
                foreach (var strategy in Enum.GetValues<Strategy>())
                {
                    experience.Add(
                        new Situation(cause, mood, 1, EvidenceTier.ScreenFaceVoice, "ko"), strategy, tried: 40 + visit, well: 20.5);
                }
            }
        }

        return experience;
    }
}
