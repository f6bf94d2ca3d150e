using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Storage;
using Kiosk.Cloud.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Cloud.Tests.Fleet;

public sealed class RemedyLedgerTests : IAsyncLifetime
{
    private static readonly NewRemedy Reader = new("freshmart", "seoul-mapo", "payment", "New card reader at kiosk 3");

    private readonly FakeTimeProvider _time = new(Some.Noon);
    private FleetDatabase _database = null!; // set before each test
    private RemedyLedger _remedies = null!; // set before each test

    public async Task InitializeAsync()
    {
        _database = await FleetDatabase.PreparedAsync();
        _remedies = new RemedyLedger(_database.Source, new ChangeSignal(), _time);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_cause_an_action_and_what_became_of_it()
    {
        await StoreAsync(visits: 100, frustrated: 30, sequence: 1);
        _time.Advance(TimeSpan.FromHours(1));
        await _remedies.BeginAsync(Reader, CancellationToken.None);
        _time.Advance(TimeSpan.FromDays(2));

        var begun = Assert.Single(await ListAsync());
        Assert.Null(begun.Closed);
        Assert.True(await _remedies.CloseAsync(begun.Id, CancellationToken.None));
        _time.Advance(TimeSpan.FromHours(1));
        await StoreAsync(visits: 80, frustrated: 4, sequence: 2);

        var closed = Assert.Single(await ListAsync());
        Assert.Equal((new CauseCount(30, 100), new CauseCount(4, 80)), (closed.Before, closed.After));
    }

    [Fact]
    public async Task A_remedy_is_closed_once()
    {
        await _remedies.BeginAsync(Reader, CancellationToken.None);
        var id = Assert.Single(await ListAsync()).Id;

        Assert.True(await _remedies.CloseAsync(id, CancellationToken.None));
        Assert.False(await _remedies.CloseAsync(id, CancellationToken.None));
        Assert.False(await _remedies.CloseAsync("none", CancellationToken.None));
    }

    [Fact]
    public async Task What_stands_comes_before_what_is_done()
    {
        await _remedies.BeginAsync(Reader, CancellationToken.None);
        await _remedies.CloseAsync(Assert.Single(await ListAsync()).Id, CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(1));
        await _remedies.BeginAsync(Reader with { Cause = "wait" }, CancellationToken.None);

        Assert.Equal(["wait", "payment"], (await ListAsync()).Select(remedy => remedy.Cause));
    }

    [Theory]
    [InlineData("", "mapo", "payment", "x", "needs the chain and the store")]
    [InlineData("freshmart", "Mapo!", "payment", "x", "needs the chain and the store")]
    [InlineData("freshmart", "mapo", "payment) --", "x", "The cause must be one of payment,")]
    [InlineData("freshmart", "mapo", "payment", "  ", "1 to 200 characters")]
    public void A_remedy_that_makes_no_sense_gets_one_sentence(
        string chain, string store, string cause, string action, string sentence) => Assert.Contains(
            sentence, RemedyLedger.Refusal(new NewRemedy(chain, store, cause, action)), StringComparison.Ordinal);

    [Fact]
    public async Task More_remedies_than_are_shown_are_counted()
    {
        Assert.Equal(0, (await _remedies.ListAsync(Scope.Everything, CancellationToken.None)).Total);
        for (var number = 0; number < 51; number++)
        {
            await _remedies.BeginAsync(Reader, CancellationToken.None);
        }

        var all = await _remedies.ListAsync(Scope.Everything, CancellationToken.None);
        Assert.Equal((51, 50), (all.Total, all.Remedies.Count));
        Assert.Equal(0, (await _remedies.ListAsync(new Scope("nordmarkt"), CancellationToken.None)).Total);
    }

    private async Task<IReadOnlyList<Remedy>> ListAsync() =>
        (await _remedies.ListAsync(Scope.Everything, CancellationToken.None)).Remedies;

    private Task StoreAsync(int visits, int frustrated, long sequence) => new FleetLedger(_database.Source, _time)
        .StoreWindowAsync(
            Some.Address, Some.WindowOf(visits, frustrated, sequence, _time.GetUtcNow()), CancellationToken.None);
}
