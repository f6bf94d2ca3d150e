using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Tests.Fakes;
using Kiosk.Wire;

namespace Kiosk.Cloud.Tests.Fleet;

/// <summary>What was tried, as the ledger wrote it and the reader tells it, over a real SQLite file.</summary>
public sealed class EffectReaderTests : IAsyncLifetime
{
    private static readonly KioskAddress Pilot = new("freshmart", "seoul-mapo", "kiosk-01");
    private static readonly KioskAddress Elsewhere = new("freshmart", "busan", "kiosk-01");

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

    /// <summary>At the pilot, where things go badly, a third of 60 visits gets no prompts; elsewhere, where they go well, all get
    /// them: 0.3 with prompts and 0.2 without, but 0.7 of all with prompts.</summary>
    [Fact]
    public async Task A_kiosk_without_a_control_group_says_nothing_of_lift()
    {
        await StoreAsync(Pilot, ("payment", "guide", new TrialCount(40, 12, 80, 24)), ("payment", "control", new TrialCount(20, 4, 0, 0)));
        await StoreAsync(Elsewhere, ("payment", "guide", new TrialCount(400, 296, 800, 592)));

        var effect = await EffectAsync();

        Assert.Equal((new EffectGroup(440, 308), new EffectGroup(20, 4)), (effect.Answered, effect.Control));
        Assert.Equal(new EffectComparison(1, new EffectGroup(40, 12), new EffectGroup(20, 4)), effect.Compared);
        Assert.Equal(0.1, effect.Lift!.Estimate, 10);
        Assert.True(effect.Lift.Low < 0); // added up it would be 0.5, and clear
    }

    /// <summary>With prompts 10 points fewer go well at either kiosk, but added up 39 more. Mantel and Haenszel's weights are
    /// 20 * 80 / 100 = 16 and 180 * 20 / 200 = 18.</summary>
    [Fact]
    public async Task Lift_compares_each_kiosk_with_itself()
    {
        await StoreAsync(Pilot, ("payment", "guide", new TrialCount(20, 2, 40, 4)), ("payment", "control", new TrialCount(80, 16, 0, 0)));
        await StoreAsync(
            Elsewhere, ("payment", "guide", new TrialCount(180, 144, 360, 288)), ("payment", "control", new TrialCount(20, 18, 0, 0)));

        var effect = await EffectAsync();

        Assert.Equal(0.73, (double)effect.Answered.Well / effect.Answered.Visits, 10);
        Assert.Equal(0.34, (double)effect.Control.Well / effect.Control.Visits, 10);
        Assert.Equal(-0.1, effect.Lift!.Estimate, 10);

        // The shares are (16 * 0.1 + 18 * 0.8) / 34 = 0.470588 and 0.570588; by Kish they are worth
        // 34^2 / (16^2 / 20 + 18^2 / 180) = 79.1781 and 34^2 / (16^2 / 80 + 18^2 / 20) = 59.5876 visits. Wilson's intervals are
        // 0.364572 to 0.579326 and 0.444423 to 0.688204, and Newcombe's of their difference:
        Assert.Equal(-0.258344, effect.Lift.Low, 5);
        Assert.Equal(0.066558, effect.Lift.High, 5);
    }

    /// <summary>Twenty kiosks with one control visit each are enough together.</summary>
    [Fact]
    public async Task Kiosks_with_few_control_visits_tell_together()
    {
        for (var number = 1; number <= 20; number++)
        {
            Assert.Null((await EffectAsync()).Lift);
            await StoreAsync(
                new KioskAddress("freshmart", "seoul-mapo", $"kiosk-{number:d2}"),
                ("payment", "guide", new TrialCount(9, 6, 18, 12)),
                ("payment", "control", new TrialCount(1, number % 2, 0, 0)));
        }

        var lift = (await EffectAsync()).Lift;
        Assert.Equal((6 / 9d) - 0.5, lift!.Estimate, 10);
        Assert.InRange(lift.Low, -0.1, -0.01);
        Assert.InRange(lift.High, 0.3, 0.45);
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

    private Task StoreAsync(long sequence, params (string Cause, string Strategy, TrialCount Count)[] trials) =>
        StoreAsync(Some.Address, sequence, trials);

    private Task StoreAsync(KioskAddress kiosk, params (string Cause, string Strategy, TrialCount Count)[] trials) =>
        StoreAsync(kiosk, 1, trials);

    private Task StoreAsync(
        KioskAddress kiosk, long sequence, (string Cause, string Strategy, TrialCount Count)[] trials)
    {
        var visits = trials.Sum(trial => trial.Count.Visits);
        return _fleet.Ledger.StoreWindowAsync(
            kiosk,
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
