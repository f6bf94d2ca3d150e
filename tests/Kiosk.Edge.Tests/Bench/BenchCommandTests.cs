using Kiosk.Edge.Bench;
using Kiosk.Edge.Tests.Fakes;

namespace Kiosk.Edge.Tests.Bench;

public class BenchCommandTests
{
    [Fact]
    public void Every_stage_is_measured_and_what_fits_follows_from_it()
    {
        var report = BenchCommand.Measure(ModelFolder.Shipped(), TimeSpan.FromMilliseconds(200), default);

        Assert.Equal(4, report.Stages.Count);
        Assert.Equal(4, report.Models.Count);
        Assert.All(report.Stages, stage =>
        {
            Assert.InRange(stage.Runs, 1, int.MaxValue);
            Assert.InRange(stage.P50Ms, 0.001, stage.P95Ms);
            Assert.Equal(0, stage.AllocatedBytes);
        });

        // A block of sound comes every 32 ms, a window of emotion each second; half a core is there for all.
        var (picture, block, emotion) = (report.Stages[1], report.Stages[2], report.Stages[3]);
        Assert.Equal((block.P50Ms / 32) + (emotion.P50Ms / 1000), report.CoreForSound, 1e-4);
        Assert.Equal(picture.P50Ms * 10 / 1000, report.CoreAt10FramesPerSecond, 1e-4);
        Assert.Equal(
            Math.Clamp((0.5 - report.CoreForSound) * 1000 / picture.P95Ms, 0, 30), report.FramesPerSecondThatFit, 0.1);
    }

    [Fact]
    public void It_ends_when_it_is_told_to() => Assert.Throws<OperationCanceledException>(
        () => BenchCommand.Measure(ModelFolder.Shipped(), TimeSpan.FromHours(1), new CancellationToken(canceled: true)));
}
