using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Storage;
using Kiosk.Cloud.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Cloud.Tests.Storage;

/// <summary>Windows are kept for more than a year, so a question about a period must not grow with what came before it.</summary>
public sealed class QueryPlanTests : IAsyncLifetime
{
    private static readonly Period Day = StoredFleet.Day;

    private readonly FakeTimeProvider _time = new(Some.Noon);
    private FleetDatabase _database = null!; // set before each test
    private PlanDataSource _source = null!; // set before each test

    public async Task InitializeAsync()
    {
        _database = await FleetDatabase.PreparedAsync();
        _source = new PlanDataSource(_database.Path);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("freshmart", null, null)]
    [InlineData("freshmart", "seoul-mapo", null)]
    [InlineData("freshmart", "seoul-mapo", "kiosk-03")]
    public async Task A_period_of_any_part_of_the_fleet_reads_that_period_only(string? chain, string? store, string? kiosk)
    {
        var scope = new Scope(chain, store, kiosk);
        var answers = new AnswerCache(_time);

        await new FleetReader(_source, answers, _time).TrendAsync(scope, Day, TimeSpan.Zero, CancellationToken.None);
        await new FleetReader(_source, answers, _time).KiosksAsync(scope, Day, silentBefore: null, CancellationToken.None);
        await new EffectReader(_source, answers, _time).EffectAsync(scope, Day, CancellationToken.None);
        await new StepReader(_source, answers, _time).StepsAsync(scope, Day, CancellationToken.None);

        AssertBounded(reads: 5);
    }

    [Fact]
    public async Task What_became_of_a_remedy_reads_its_two_weeks_only()
    {
        var remedies = new RemedyLedger(_source, new ChangeSignal(), _time);
        await remedies.BeginAsync(new NewRemedy("freshmart", "seoul-mapo", "payment", "A new reader."), CancellationToken.None);

        await remedies.ListAsync(Scope.Everything, CancellationToken.None);

        AssertBounded(reads: 1);
    }

    [Fact]
    public async Task What_the_fleet_has_learned_reads_what_is_remembered_only()
    {
        await new AnswerSums(_source, _time).ReadAsync(CancellationToken.None);

        AssertBounded(reads: 1);
    }

    [Fact]
    public async Task What_is_old_is_found_without_what_is_not()
    {
        using var pruning = new Pruning(_source, new CloudOptions(), _time, NullLogger<Pruning>.Instance);

        await pruning.PruneAsync(CancellationToken.None);

        string[] tables = ["visit_window", "trial", "step_count", "fault"];
        Assert.All(tables, table => Assert.Equal(
            2, _source.Steps.Count(step => step.StartsWith($"SEARCH {table} USING ", StringComparison.Ordinal))));
        Assert.DoesNotContain(_source.Steps, step => tables.Any(table => step.StartsWith($"SCAN {table}", StringComparison.Ordinal)));
    }

    /// <summary>Each step that reads windows (w), trials (t) or steps (s) goes by when they closed.</summary>
    private void AssertBounded(int reads)
    {
        string[] tables = ["w", "t", "s", "trial"];
        var found = _source.Steps
            .Where(step => step.Split(' ') is ["SEARCH" or "SCAN", var table, ..] && tables.Contains(table))
            .ToList();

        Assert.Equal(reads, found.Count);
        Assert.All(found, step => Assert.Contains("closed>? AND closed<?", step, StringComparison.Ordinal));
    }
}
