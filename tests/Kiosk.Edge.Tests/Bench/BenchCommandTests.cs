using Kiosk.Edge.Bench;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Bench;

public class BenchCommandTests
{
    [Fact]
    public void Every_stage_is_measured()
    {
        var report = BenchCommand.Measure(new ModelsOptions().Folder, TimeSpan.FromMilliseconds(200), default);

        Assert.Equal(4, report.Stages.Count);
        Assert.Equal(4, report.Models.Count);
        Assert.All(report.Stages, stage => Assert.InRange(stage.P95Ms, stage.P50Ms, double.MaxValue));
        Assert.InRange(report.FramesPerSecondThatFit, 0, 30);
    }
}
