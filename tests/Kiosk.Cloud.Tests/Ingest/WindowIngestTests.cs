using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using Bindings.Shared;
using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Storage;
using Kiosk.Cloud.Tests.Fakes;
using Kiosk.Wire;
using EventId = Kiosk.Wire.EventId;

namespace Kiosk.Cloud.Tests.Ingest;

public sealed class WindowIngestTests
{
    [Fact]
    public async Task A_message_that_fails_in_a_way_nobody_thought_of_is_refused_without_its_words()
    {
        var status = new IngestStatus(new CloudOptions(), TimeProvider.System);
        var logger = new RecordingLogger<WindowIngest>();
        await using var database = new BrokenDataSource();
        var ingest = new WindowIngest(
            new FleetLedger(database, TimeProvider.System),
            Channel.CreateBounded<EventId>(1), // nothing is owed, so it is never full
            Channel.CreateBounded<KioskAddress>(1), // nor is a kiosk forgotten
            status,
            new ChangeSignal(),
            new CloudOptions(),
            logger);

        await ingest.TakeAsync(
            new KioskMessage(
                Topics.For(Some.Address, Channels.Window),
                JsonSerializer.SerializeToUtf8Bytes(Some.Window(), WireJson.Default.VisitWindow),
                Some.IdOf(Some.Window()),
                Retained: false),
            CancellationToken.None);

        Assert.Equal((0, 1), (status.Stored, status.Refused));
        Assert.Equal(
            ["A message on carekiosk/v1/freshmart/seoul-mapo/kiosk-03/window is refused: it cannot be taken (ArithmeticException)."],
            logger.Lines);
    }

    /// <summary>Fails as a fault in the program does, not as a database.</summary>
    private sealed class BrokenDataSource : DbDataSource
    {
        public override string ConnectionString => "";

        protected override DbConnection CreateDbConnection() => throw new ArithmeticException("What the payload says.");
    }
}
