using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Tests.Fakes;
using Kiosk.Wire;

namespace Kiosk.Cloud.Tests.Fleet;

/// <summary>What was tried, as the ledger wrote it and the reader tells it, over a real SQLite file.</summary>
public sealed class EffectReaderTests : IAsyncLifetime
{
    private readonly StoredFleet _fleet = new();
    private long _stored;

    public Task InitializeAsync() => _fleet.PrepareAsync();

    public Task DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task Lift_is_not_told_before_both_groups_are_large_enough()
    {
        await StoreAsync(1, ("payment", "guide", new TrialCount(40, 30, 80, 60)), ("payment", "control", new TrialCount(19, 5, 0, 0)));

        Assert.Null((await EffectAsync()).Lift);
        await StoreAsync(2, ("wait", "control", new TrialCount(1, 0, 0, 0)));
        Assert.NotNull((await EffectAsync()).Lift);
    }

    [Fact]
    public async Task Lift_is_the_difference_of_the_two_shares()
    {
        await StoreAsync(
            1,
            ("payment", "guide", new TrialCount(60, 45, 120, 90)),
            ("wait", "acknowledge", new TrialCount(40, 15, 80, 30)),
            ("payment", "control", new TrialCount(50, 20, 0, 0)));

        var effect = await EffectAsync();

        Assert.Equal((new EffectGroup(100, 60), new EffectGroup(50, 20)), (effect.Answered, effect.Control));
        Assert.Equal(0.2, effect.Lift!.Estimate, 10); // both groups are large enough
        Assert.True(effect.Lift.Low > 0);
    }

    [Fact]
    public async Task An_answer_given_mostly_where_it_works_is_not_flattered()
    {
        await DrawnAsync(90, 0.9, 80);
        await DrawnAsync(10, 0.1, 2);

        var guide = Assert.Single((await EffectAsync()).Answers);

        Assert.Equal(0.544, guide.ForAll!.Estimate, 3); // as they stand 0.82 went well
    }

    // A hundred visits of which ten weigh as much as the other ninety tell no more than 36 alike.
    [Fact]
    public async Task Its_interval_is_as_wide_as_what_few_heavy_visits_tell()
    {
        await DrawnAsync(90, 0.9, 80);
        await DrawnAsync(10, 0.1, 2);

        var told = Assert.Single((await EffectAsync()).Answers).ForAll!;

        var alike = Interval.OfShare(36 * told.Estimate, 36);
        Assert.Equal(alike.Low, told.Low, 0.01);
        Assert.Equal(alike.High, told.High, 0.01);
    }

    [Fact]
    public async Task Visits_that_one_outweighs_tell_nothing()
    {
        await DrawnAsync(50, 0.9, 40);
        Assert.NotNull(Assert.Single((await EffectAsync()).Answers).ForAll);

        await DrawnAsync(1, 0.01, 1);

        Assert.Null(Assert.Single((await EffectAsync()).Answers).ForAll);
    }

    [Fact]
    public async Task A_window_that_comes_again_counts_once()
    {
        await StoreAsync(1, ("payment", "guide", new TrialCount(4, 3, 8, 6)));
        await StoreAsync(1, ("payment", "guide", new TrialCount(4, 3, 8, 6)));

        Assert.Equal(4, (await EffectAsync()).Answered.Visits);
    }

    private Task StoreAsync(long sequence, params (string Cause, string Strategy, TrialCount Count)[] trials)
    {
        var visits = trials.Sum(trial => trial.Count.Visits);
        return _fleet.Ledger.StoreWindowAsync(
            Some.Address,
            Some.WindowOf(visits, visits, sequence, Some.Noon) with
            {
                Trials = trials.GroupBy(trial => trial.Cause).ToDictionary(
                    same => same.Key,
                    IReadOnlyDictionary<string, TrialCount> (same) => same.ToDictionary(one => one.Strategy, one => one.Count)),
            },
            CancellationToken.None);
    }

    /// <summary>So many visits, each in a window of its own, that got an answer drawn with that chance; so many went well.</summary>
    private async Task DrawnAsync(int visits, double chance, int well)
    {
        for (var i = 0; i < visits; i++)
        {
            await StoreAsync(++_stored, ("payment", "guide", new TrialCount(1, i < well ? 1 : 0, 1 / chance, i < well ? 1 / chance : 0)));
        }
    }

    private Task<Effect> EffectAsync() => new EffectReader(_fleet.Source, new AnswerCache(_fleet.Time), _fleet.Time)
        .EffectAsync(Scope.Everything, StoredFleet.Day, CancellationToken.None);
}
