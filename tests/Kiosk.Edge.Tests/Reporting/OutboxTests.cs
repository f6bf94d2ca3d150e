using Bindings.Shared;
using Kiosk.Edge.Reporting;
using Kiosk.Wire;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Reporting;

public sealed class OutboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("outbox-").FullName;
    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly KioskMetrics _metrics = new();
    private readonly RecordingLogger<Outbox> _log = new();
    private readonly WindowAggregator _aggregator = new(Some.Options());

    private string DatabasePath => Path.Combine(_folder, "deep", "outbox.db");

    [Fact]
    public void Numbers_windows_from_one_without_gaps_also_after_a_restart()
    {
        string boot;
        using (var outbox = Opened())
        {
            boot = outbox.Boot;
            outbox.Append(Window(5));
            outbox.Append(Window(6));
        }

        using var again = Opened();
        again.Append(Window(7));

        Assert.Equal(boot, again.Boot);
        Assert.True(KioskAddress.IsLevel(boot));
        Assert.Equal([1, 2, 3], again.Waiting());
        Assert.Equal([5, 6, 7], again.Waiting().Select(sequence => again.Find(sequence)!.Visits)); // they wait
        Assert.All(again.Waiting(), sequence => Assert.Equal((boot, sequence), (again.Find(sequence)!.Boot, again.Find(sequence)!.Sequence)));
    }

    [Fact]
    public void The_open_window_survives_a_restart_and_is_emptied_with_its_closing()
    {
        using (var outbox = Opened())
        {
            outbox.Save(Window(3));
        }

        using (var outbox = Opened())
        {
            Assert.Equal(3, outbox.Open?.Visits);
            outbox.Append(_aggregator.Close(outbox.Open!, Some.Noon)); // asserted above
        }

        using var last = Opened();
        Assert.Null(last.Open);
        Assert.Equal([1], last.Waiting());
    }

    [Fact]
    public void Nothing_is_left_in_the_file_of_what_the_open_window_was()
    {
        VisitWindow OfApp(string version) => Window(1) with
        {
            Steps = new Dictionary<string, IReadOnlyDictionary<string, StepCount>>
            {
                [version] = Enumerable.Range(0, 20).ToDictionary(i => $"{version}-{i}", _ => new StepCount(1, 0)),
            },
        };
        using (var outbox = Opened())
        {
            outbox.Save(OfApp("before"));
            outbox.Save(OfApp("now") with { Steps = new Dictionary<string, IReadOnlyDictionary<string, StepCount>>() });
        }

        Assert.DoesNotContain("before", File.ReadAllText(DatabasePath, System.Text.Encoding.Latin1), StringComparison.Ordinal);
    }

    [Fact]
    public void Deletes_what_a_receipt_names_and_nothing_else()
    {
        using var outbox = Opened();
        for (var i = 0; i < 6; i++)
        {
            outbox.Append(Window(5));
        }

        var deleted = outbox.Apply(new WindowReceipt(outbox.Boot, [[1, 2], [5, 9]]));

        Assert.Equal(4, deleted);
        Assert.Equal([3, 4], outbox.Waiting());
    }

    [Fact]
    public void A_receipt_for_another_boot_deletes_nothing()
    {
        using var outbox = Opened();
        outbox.Append(Window(5));

        Assert.Equal(0, outbox.Apply(new WindowReceipt("another", [[1, 1]])));
        Assert.Equal([1], outbox.Waiting());
    }

    [Fact]
    public void A_number_is_not_given_again_after_its_window_was_deleted()
    {
        using (var outbox = Opened())
        {
            outbox.Append(Window(5));
            outbox.Apply(new WindowReceipt(outbox.Boot, [[1, 1]]));
        }

        using var again = Opened();
        again.Append(Window(5));

        Assert.Equal([2], again.Waiting());
    }

    [Fact]
    public void Windows_are_kept_for_thirty_days_and_their_loss_is_told()
    {
        using var outbox = Opened();
        outbox.Append(Window(5));
        _time.Advance(Outbox.KeptFor);
        outbox.Append(Window(6));
        outbox.DropOlderThan(_time.GetUtcNow() - Outbox.KeptFor);
        var kept = outbox.Waiting();

        _time.Advance(TimeSpan.FromHours(1));
        outbox.DropOlderThan(_time.GetUtcNow() - Outbox.KeptFor);

        Assert.Equal([1, 2], kept);
        Assert.Equal([2], outbox.Waiting());
        Assert.Equal(["WindowsDropped"], _log.Events);
    }

    [Fact]
    public void A_damaged_database_that_was_moved_aside_goes_after_thirty_days()
    {
        using var outbox = Opened();
        var (old, recent) = (DatabasePath + ".damaged-20250101000000", DatabasePath + ".damaged-20260101000000-wal");
        File.WriteAllText(old, "");
        File.WriteAllText(recent, "");
        File.SetLastWriteTimeUtc(old, _time.GetUtcNow().UtcDateTime.AddDays(-31));
        File.SetLastWriteTimeUtc(recent, _time.GetUtcNow().UtcDateTime.AddDays(-29));

        outbox.DropOlderThan(_time.GetUtcNow() - Outbox.KeptFor);

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(recent));
    }

    [Fact]
    public void A_damaged_database_is_moved_aside_and_a_new_life_begins()
    {
        string boot;
        using (var outbox = Opened())
        {
            boot = outbox.Boot;
            outbox.Append(Window(5));
        }

        File.WriteAllText(DatabasePath, "This is a shopping list, and long enough to be read as a header of a hundred bytes "
            + "by whoever expects a database here.");
        using var again = Opened();
        again.Append(Window(6));

        Assert.NotEqual(boot, again.Boot);
        Assert.Equal([1], again.Waiting());
        Assert.Null(again.Trouble);
        Assert.Equal(["OutboxDamaged"], _log.Events);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(DatabasePath)!, "outbox.db.damaged-*")); // it has a folder
    }

    [Fact]
    public void A_database_damaged_in_its_middle_is_noticed_at_the_start()
    {
        using (var outbox = Opened())
        {
            for (var i = 0; i < 50; i++)
            {
                outbox.Append(Window(5));
            }
        }

        using (var file = File.OpenWrite(DatabasePath))
        {
            file.Position = 4096 * 3;
            file.Write(new byte[4096 * 2]);
        }

        using var again = Opened();

        Assert.Empty(again.Waiting());
        Assert.Equal(["OutboxDamaged"], _log.Events);
    }

    [Fact]
    public void What_a_failing_disk_does_not_take_waits_in_memory_and_is_written_later()
    {
        Directory.CreateDirectory(DatabasePath); // nothing can be opened where a folder is
        using var outbox = Opened();
        outbox.Append(Window(5));
        outbox.Append(Window(6));
        outbox.Save(Window(2));
        var trouble = outbox.Trouble;
        var waiting = outbox.Waiting();
        Directory.Delete(DatabasePath);

        outbox.Retry();

        Assert.Contains("cannot be written", trouble);
        Assert.Empty(waiting);
        Assert.Null(outbox.Trouble);
        Assert.Equal([5, 6], outbox.Waiting().Select(sequence => outbox.Find(sequence)!.Visits)); // they wait
        outbox.Dispose();
        using var again = Opened();
        Assert.Equal(2, again.Open?.Visits);
    }

    [Fact]
    public void A_database_that_was_taken_away_gets_a_new_life_so_that_no_number_is_given_twice()
    {
        using var outbox = Opened();
        var boot = outbox.Boot;
        outbox.Append(Window(5));
        outbox.Save(Window(2));
        outbox.Dispose();
        File.Delete(DatabasePath);

        outbox.Append(Window(6));
        outbox.Save(Window(3));

        Assert.NotEqual(boot, outbox.Boot);
        Assert.Equal([1], outbox.Waiting());
        Assert.Equal(6, outbox.Find(1)?.Visits);
        Assert.Equal(3, outbox.Open?.Visits);
    }

    [Fact]
    public void Visits_counted_before_the_database_could_be_read_are_added_to_what_it_holds()
    {
        using (var outbox = Opened())
        {
            outbox.Save(Window(3));
        }

        File.Move(DatabasePath, DatabasePath + ".hidden");
        Directory.CreateDirectory(DatabasePath);
        using var blind = Opened();
        blind.Save(Window(2));
        Directory.Delete(DatabasePath);
        File.Move(DatabasePath + ".hidden", DatabasePath);

        blind.Retry();

        Assert.Equal(5, blind.Open?.Visits);
    }

    [Fact]
    public void Memory_that_is_full_drops_the_oldest_window_and_tells()
    {
        Directory.CreateDirectory(DatabasePath);
        using var outbox = Opened();
        for (var visits = 1; visits <= 1001; visits++)
        {
            outbox.Append(Window(visits));
        }

        Directory.Delete(DatabasePath);
        outbox.Retry();

        Assert.Equal(["WindowsDropped"], _log.Events);
        Assert.Equal(1000, outbox.Waiting().Count);
        Assert.Equal(2, outbox.Find(1)?.Visits);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Outbox Opened()
    {
        var outbox = new Outbox(Some.Options(DatabasePath), _time, _metrics, _log);
        outbox.Prepare();
        return outbox;
    }

    private VisitWindow Window(int visits) => _aggregator.Close(
        Enumerable.Repeat(Some.Tally(), visits).Aggregate((VisitWindow?)null, _aggregator.Add)!, // at least one
        _time.GetUtcNow());
}
