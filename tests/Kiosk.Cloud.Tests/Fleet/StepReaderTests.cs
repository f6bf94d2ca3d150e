using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Tests.Fakes;
using Kiosk.Wire;

namespace Kiosk.Cloud.Tests.Fleet;

/// <summary>Where frustration began, as the ledger wrote it and the reader tells it, over a real SQLite file.</summary>
public sealed class StepReaderTests : IAsyncLifetime
{
    private readonly StoredFleet _fleet = new();

    public Task InitializeAsync() => _fleet.PrepareAsync();

    public Task DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task The_step_that_frustrates_most_comes_first_and_too_few_visits_have_no_share()
    {
        await StoreAsync(1, ("3.2", "scan", 30, 1), ("3.2", "payment", 20, 8), ("3.3", "payment", 19, 19));
        await StoreAsync(2, ("3.2", "payment", 20, 8));

        var troubles = await StepsAsync();

        Assert.Equal(
            [("3.2", "payment", 40L, 16L), ("3.2", "scan", 30L, 1L), ("3.3", "payment", 19L, 19L)],
            troubles.Steps.Select(step => (step.AppVersion, step.Step, step.Visits, step.Frustrated)));
        Assert.Equal(0.4, troubles.Steps[0].Share!.Estimate, 10); // 40 visits are enough
        Assert.Null(troubles.Steps[2].Share);
    }

    [Fact]
    public async Task More_steps_than_are_shown_are_counted()
    {
        await StoreAsync(1, [.. Enumerable.Range(1, 30).Select(number => ("3.2", $"step-{number}", 40, 1))]);
        await StoreAsync(2, [.. Enumerable.Range(1, 30).Select(number => ("3.3", $"step-{number}", 40, 1))]);

        var troubles = await StepsAsync();

        Assert.Equal((60, 50, Some.Noon), (troubles.Total, troubles.Steps.Count, troubles.AsOf));
    }

    private Task<StepTroubles> StepsAsync() => new StepReader(_fleet.Source, new AnswerCache(_fleet.Time), _fleet.Time)
        .StepsAsync(Scope.Everything, StoredFleet.Day, CancellationToken.None);

    private Task StoreAsync(long sequence, params (string Version, string Step, int Visits, int Frustrated)[] steps) =>
        _fleet.Ledger.StoreWindowAsync(
            Some.Address,
            Some.WindowOf(40, 30, sequence, Some.Noon) with
            {
                Steps = steps.GroupBy(step => step.Version).ToDictionary(
                    same => same.Key,
                    IReadOnlyDictionary<string, StepCount> (same) => same.ToDictionary(
                        one => one.Step, one => new StepCount(one.Visits, one.Frustrated))),
            },
            CancellationToken.None);
}
