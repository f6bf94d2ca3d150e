using System.Globalization;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Understanding;
using Kiosk.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Reporting;

public sealed class HealthProbeTests : IDisposable
{
    private const int K = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("health-").FullName;
    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly HealthProbe _probe;
    private double _cameraSeconds;

    public HealthProbeTests()
    {
        _probe = new HealthProbe(
            new Dictionary<string, string>(),
            new FaultRegister(_time, NullLogger<FaultRegister>.Instance),
            new BoardHeat(_folder),
            new Witness(null, Report),
            K,
            _time);
        Witnessed();
    }

    private string Report => Path.Combine(_folder, "witness.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Sums_wait_for_k_visits()
    {
        Visits(EvidenceTier.Screen, K - 1);
        Assert.Null(Measure().Sums);
        Visits(EvidenceTier.Screen, 1);

        var sums = Measure().Sums;

        Assert.Equal(Some.Noon.AddSeconds(K * 60), sums?.At);
        Assert.Equal(K * 60, sums?.UptimeSeconds);
        Assert.Equal(0, sums?.Witness?.CameraOpenSeconds);
    }

    [Fact]
    public void They_stay_until_k_more_visits_went_into_them()
    {
        Visits(EvidenceTier.Screen, K);
        var first = Measure().Sums;

        Visits(EvidenceTier.Screen, K - 1);
        Assert.Equal(first, Measure().Sums);
        Visits(EvidenceTier.Screen, 1);

        Assert.Equal(first?.At.AddSeconds(K * 60), Measure().Sums?.At);
    }

    // Five visits of which one agreed: the seconds of the camera would be that one's.
    [Theory]
    [InlineData(EvidenceTier.ScreenFace)]
    [InlineData(EvidenceTier.ScreenVoice)]
    [InlineData(EvidenceTier.ScreenFaceVoice)]
    public void They_wait_for_k_visits_with_each_sensor_that_was_used(EvidenceTier agreed)
    {
        Visits(EvidenceTier.Screen, K);
        Visits(agreed, K - 1);
        Assert.Null(Measure().Sums);
        Visits(agreed, 1);

        Assert.NotNull(Measure().Sums);
    }

    [Fact]
    public void No_visit_with_a_sensor_is_as_good_as_k()
    {
        Visits(EvidenceTier.ScreenFace, K);
        Assert.Equal(K * 30, Measure().Sums?.Witness?.CameraOpenSeconds);
        Visits(EvidenceTier.Screen, K);

        Assert.Equal(K * 60 * 2, Measure().Sums?.UptimeSeconds);
    }

    [Fact]
    public void They_wait_while_a_sensor_is_open()
    {
        Visits(EvidenceTier.ScreenFace, K);
        Witnessed(open: true);
        Assert.Null(Measure().Sums);
        Witnessed();

        Assert.NotNull(Measure().Sums);
    }

    // Five visits without a sensor, then one that agreed and is in a private step now: what has grown is its alone.
    [Fact]
    public void They_wait_while_a_visit_goes_on_in_which_a_sensor_was_open()
    {
        Visits(EvidenceTier.Screen, K);
        _probe.Sensed(camera: true, microphone: false);
        _cameraSeconds += 40;
        Witnessed();
        Assert.Null(Measure().Sums);

        Visits(EvidenceTier.Screen, 1); // it ends; one visit is not many
        Assert.Null(Measure().Sums);
        Visits(EvidenceTier.ScreenFace, K - 1);

        Assert.NotNull(Measure().Sums);
    }

    [Fact]
    public void What_the_worker_denied_is_told_at_once()
    {
        Witnessed(unclaimedSeconds: 3);

        var health = Measure();

        Assert.Null(health.Sums);
        Assert.Equal(new WitnessHealth(Complete: true, UnclaimedSeconds: 3), health.Witness);
    }

    /// <summary>Whatever a chain of visits is like, no two reports differ by the seconds of fewer than k visits.</summary>
    [Fact]
    public void No_difference_of_two_reports_is_less_than_k_visits()
    {
        var chance = new Random(5);
        var tiers = Enum.GetValues<EvidenceTier>();
        long told = 0;
        var changes = 0;
        for (var visit = 0; visit < 2000; visit++)
        {
            Visits(tiers[Math.Max(0, chance.Next(-3, tiers.Length))], 1);
            var seconds = Measure().Sums?.Witness?.CameraOpenSeconds ?? 0;
            Assert.True(seconds == told || seconds - told >= K * 30, $"{seconds - told} s after visit {visit}");
            changes += seconds == told ? 0 : 1;
            told = seconds;
        }

        Assert.InRange(changes, 20, 2000 / K);
    }

    private KioskHealth Measure() => _probe.Measure(0);

    /// <summary>Visits of a minute, the camera open for half of it where it is allowed.</summary>
    private void Visits(EvidenceTier tier, int count)
    {
        for (; count > 0; count--)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            _cameraSeconds += tier is EvidenceTier.ScreenFace or EvidenceTier.ScreenFaceVoice ? 30 : 0;
            Witnessed();
            _probe.Take(Some.Tally(tier: tier));
        }
    }

    private void Witnessed(bool open = false, double unclaimedSeconds = 0)
    {
        var seconds = (_time.GetUtcNow() - Some.Noon).TotalSeconds;
        File.WriteAllText(Report, string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"version":1,"seconds":{{seconds}},"complete":true,
             "camera":{"devices":1,"open":{{(open ? "true" : "false")}},"open_seconds":{{_cameraSeconds}},"contradicts":false,"unclaimed_seconds":{{unclaimedSeconds}}},
             "microphone":{"devices":1,"open":false,"open_seconds":0,"contradicts":false,"unclaimed_seconds":0},"sent_bytes":1000}
            """));
    }
}
