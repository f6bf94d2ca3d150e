using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Cloud.Tests.Fakes;

/// <summary>A fleet's database at noon, and the ledger that writes it.</summary>
internal sealed class StoredFleet
{
    /// <summary>The day before noon.</summary>
    public static readonly Period Day = Period.Named("24h")!; // the name is one

    private readonly FleetDatabase _database = new();

    public StoredFleet() => Ledger = new FleetLedger(_database.Source, Time);

    public FakeTimeProvider Time { get; } = new(Some.Noon);

    public string Path => _database.Path;

    public SqliteDataSource Source => _database.Source;

    public FleetLedger Ledger { get; }

    public Task PrepareAsync() => _database.PrepareAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();
}
