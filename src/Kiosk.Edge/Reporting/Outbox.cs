using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Kiosk.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Kiosk.Edge.Reporting;

/// <summary>Keeps the open window, and every closed one until the cloud gave a receipt for it. What it has written
/// survives a kill or a power cut at any instant. Not safe for two threads at once.</summary>
/// <remarks>
/// <para>A disk that fails, is full or read-only throws nothing: what is new stays in memory, <see cref="Trouble"/> says
/// so, and each later call tries to write it again. A window is numbered when it is written, and only then sent, so no
/// number is ever given twice.</para>
/// <para>A commit that fails may yet have reached the disk. So a closed window carries a random key, and writing it a
/// second time does nothing.</para>
/// </remarks>
internal sealed partial class Outbox(
    ReportingOptions options, TimeProvider time, KioskMetrics metrics, ILogger<Outbox> logger) : IDisposable
{
    /// <summary>Windows older than this are dropped unsent (<see cref="DropOlderThan"/>).</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>Closed windows held in memory while the disk fails: ten days of the default window length.</summary>
    private const int MaxUnwritten = 1000;

    /// <summary>How long to wait for a tool that looks into the file.</summary>
    private const int BusySeconds = 2;

    // Result codes of sqlite3.h: the file is no database, or is damaged.
    private const int SqliteCorrupt = 11;
    private const int SqliteNotADatabase = 26;

    private const string Tables =
        """
        create table if not exists life (boot text not null, next_sequence integer not null);
        create table if not exists open_window (one integer primary key check (one = 1), counts text not null);
        create table if not exists unset_window (boot text primary key, began integer not null, counts text not null);
        create table if not exists closed_window (
            sequence integer primary key, key text not null unique, closed integer not null, counts text not null);
        """;

    private readonly List<(string Key, VisitWindow Window)> _unwritten = [];
    private readonly Dictionary<string, UnsetWindow> _unset = new(StringComparer.Ordinal);
    private SqliteConnection? _database;
    private bool _isRead;
    private bool _isOpenWritten = true;

    /// <summary>The life of the database: a random level made with it. Until a database that is there could be read, one
    /// that will be given up for its own.</summary>
    public string Boot { get; private set; } = NewBoot();

    /// <summary>The open window, or null when no visit has ended since the last one closed.</summary>
    public VisitWindow? Open { get; private set; }

    /// <summary>Visits that wait for the clock to be set, by the boot in which they were counted.</summary>
    public IReadOnlyDictionary<string, UnsetWindow> Unset => _unset;

    /// <summary>One sentence on why what is new is only in memory; null when all is written.</summary>
    public string? Trouble { get; private set; }

    private bool IsWritten => _unwritten.Count == 0 && _isOpenWritten;

    /// <summary>Reads what an earlier run left.</summary>
    public void Prepare() => Write();

    /// <summary>Keeps the open window in place of the one before.</summary>
    public void Save(VisitWindow open)
    {
        Open = open;
        _isOpenWritten = false;
        Write();
    }

    /// <summary>Keeps the visits of a boot whose clock is not set in place of those before.</summary>
    public void Save(string boot, UnsetWindow unset)
    {
        _unset[boot] = unset;
        _isOpenWritten = false;
        Write();
    }

    /// <summary>The clock is set: keeps the open window, into which what waited for that was added, all or nothing.</summary>
    public void Settle(VisitWindow open)
    {
        _unset.Clear();
        Save(open);
    }

    /// <summary>Takes a closed window in, gives it the next number, and empties the open one, all or nothing.</summary>
    public void Append(VisitWindow closed)
    {
        if (_unwritten.Count == MaxUnwritten)
        {
            _unwritten.RemoveAt(0);
            Dropped(1, "the disk cannot be written and memory is full");
        }

        _unwritten.Add((Guid.NewGuid().ToString("N"), closed));
        Open = null;
        _isOpenWritten = false;
        Write();
    }

    /// <summary>Tries again to write what a failing disk has left in memory.</summary>
    public void Retry()
    {
        if (Trouble is not null)
        {
            Write();
        }
    }

    /// <summary>The numbers of the windows without a receipt, in order.</summary>
    public IReadOnlyList<long> Waiting()
    {
        List<long> waiting = [];
        Try(database => waiting = [.. database.Query<long>("select sequence from closed_window order by sequence")]);
        return waiting;
    }

    /// <summary>One of them; null when it cannot be read or is there no more.</summary>
    public VisitWindow? Find(long sequence)
    {
        VisitWindow? window = null;
        Try(database => window = Read(
            database, "select counts from closed_window where sequence = @sequence", new { sequence }));
        return window;
    }

    /// <summary>Deletes what the cloud has stored; a receipt for another boot deletes nothing.</summary>
    /// <returns>How many windows it deleted.</returns>
    public int Apply(WindowReceipt receipt)
    {
        var deleted = 0;
        Try(database =>
        {
            using var transaction = database.BeginTransaction();
            deleted = receipt.Boot != Boot ? 0 : receipt.Stored.Sum(range => database.Execute(
                "delete from closed_window where sequence between @First and @Last",
                new { First = range[0], Last = range[1] }));
            transaction.Commit();
        });
        return deleted;
    }

    /// <summary>Drops windows that closed earlier, and damaged databases that were moved aside earlier.</summary>
    public void DropOlderThan(DateTimeOffset oldest)
    {
        Try(database =>
        {
            var dropped = database.Execute(
                "delete from closed_window where closed < @Oldest", new { Oldest = oldest.ToUnixTimeSeconds() });
            if (dropped > 0)
            {
                Dropped(dropped, $"there was no receipt for {KeptFor.Days} days");
            }

            var path = Path.GetFullPath(options.DatabasePath);
            foreach (var aside in Directory.EnumerateFiles(
                Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".damaged-*")) // a file has a folder
            {
                if (File.GetLastWriteTimeUtc(aside) < oldest)
                {
                    File.Delete(aside);
                }
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <summary>Makes the database say what memory says.</summary>
    private void Write() => Try(database =>
    {
        if (IsWritten)
        {
            return;
        }

        using (var transaction = database.BeginTransaction())
        {
            foreach (var (key, window) in _unwritten)
            {
                Insert(database, key, window);
            }

            database.Execute("delete from open_window");
            if (Open is not null)
            {
                database.Execute("insert into open_window values (1, @Counts)", new { Counts = Json(Open) });
            }

            database.Execute("delete from unset_window");
            foreach (var (boot, unset) in _unset)
            {
                database.Execute(
                    "insert into unset_window values (@boot, @Began, @Counts)",
                    new { boot, Began = unset.Began.ToUnixTimeMilliseconds(), Counts = Json(unset.Counts) });
            }

            transaction.Commit();
        }

        _unwritten.Clear();
        _isOpenWritten = true;
    });

    private void Insert(SqliteConnection database, string key, VisitWindow window)
    {
        var sequence = database.QuerySingle<long>("select next_sequence from life");
        var inserted = database.Execute(
            "insert or ignore into closed_window values (@sequence, @key, @Closed, @Counts)",
            new
            {
                sequence,
                key,
                Closed = window.Closed.ToUnixTimeSeconds(),
                Counts = Json(window with { Boot = Boot, Sequence = sequence }),
            });
        database.Execute("update life set next_sequence = next_sequence + @inserted", new { inserted });
    }

    /// <summary>Runs an action on the open database. What the disk does wrong ends in <see cref="Trouble"/>, and the
    /// database is opened anew the next time; a damaged one is moved aside and replaced at once.</summary>
    private void Try(Action<SqliteConnection> action)
    {
        try
        {
            try
            {
                action(_database ??= Opened());
            }
            catch (SqliteException damage) when (damage.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase)
            {
                MoveAside(damage.Message);
                action(_database ??= Opened());
            }

            if (IsWritten)
            {
                Trouble = null;
            }
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            Close();
            Trouble = $"The outbox {options.DatabasePath} cannot be written, so new windows are only in memory: "
                + error.Message;
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The caller keeps it; it is disposed when opening fails.")]
    private SqliteConnection Opened()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.DatabasePath))!); // a file has a folder
        var database = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.DatabasePath,
            DefaultTimeout = BusySeconds,
            Pooling = false, // closing must let go of the file, so that it can be moved aside
        }.ToString());
        try
        {
            database.Open();
            database.Execute("pragma journal_mode = wal");
            database.Execute("pragma synchronous = full");
            database.Execute("pragma secure_delete = on"); // two states of the open window tell what one visit was
            TakeOver(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Takes over what an earlier run left. A database opened again is only looked at: memory knows what it
    /// holds, unless somebody has put another in its place.</summary>
    private void TakeOver(SqliteConnection database)
    {
        if (!_isRead && database.QuerySingle<string>("pragma quick_check(1)") is var check and not "ok")
        {
            throw new SqliteException(check, SqliteCorrupt);
        }

        using var transaction = database.BeginTransaction();
        database.Execute(Tables);
        var boot = database.QuerySingleOrDefault<string>("select boot from life");
        if (_isRead && boot == Boot)
        {
            return;
        }

        var left = Read(database, "select counts from open_window", new { });
        var leftUnset = database.Query<(string Boot, long Began, string Counts)>("select boot, began, counts from unset_window")
            .Select(row => (row.Boot, Window: new UnsetWindow(DateTimeOffset.FromUnixTimeMilliseconds(row.Began), Parse(row.Counts))))
            .ToList();
        if (boot is null)
        {
            // Numbers begin at 1 again, so a boot that was in use must not go on.
            boot = _isRead ? NewBoot() : Boot;
            database.Execute("insert into life values (@boot, 1)", new { boot });
        }

        transaction.Commit();
        Boot = boot;
        _isRead = true;
        _isOpenWritten = Open is null && _unset.Count == 0;
        foreach (var (of, window) in leftUnset)
        {
            _unset[of] = _unset.TryGetValue(of, out var now)
                ? now with { Counts = WindowAggregator.Sum(WindowAggregator.Shift(window.Counts, now.Began - window.Began), now.Counts) }
                : window;
        }

        Open = (left, Open) switch
        {
            (null, var now) => now,
            (var before, null) => before,
            var (before, now) => WindowAggregator.Sum(before, now),
        };
    }

    private static VisitWindow? Read(SqliteConnection database, string query, object arguments) =>
        database.QuerySingleOrDefault<string>(query, arguments) is { } json ? Parse(json) : null;

    private static VisitWindow Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, WireJson.Default.VisitWindow)
                ?? throw new SqliteException("A stored window is empty.", SqliteCorrupt);
        }
        catch (JsonException error)
        {
            throw new SqliteException($"A stored window cannot be read: {error.Message}", SqliteCorrupt);
        }
    }

    private void MoveAside(string damage)
    {
        Close();
        var aside = $"{options.DatabasePath}.damaged-{time.GetUtcNow():yyyyMMddHHmmss}";
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(options.DatabasePath + suffix))
            {
                File.Move(options.DatabasePath + suffix, aside + suffix, overwrite: true);
            }
        }

        Log.OutboxDamaged(logger, options.DatabasePath, aside, damage);
    }

    private void Close()
    {
        _database?.Dispose();
        _database = null;
    }

    private void Dropped(int count, string reason)
    {
        metrics.WindowsDropped(count);
        Log.WindowsDropped(logger, count, reason);
    }

    private static string NewBoot() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private static string Json(VisitWindow window) => JsonSerializer.Serialize(window, WireJson.Default.VisitWindow);

    private static partial class Log
    {
        [LoggerMessage(EventId = 1520, EventName = "OutboxDamaged", Level = LogLevel.Error,
            Message = "The outbox {Path} is damaged, was moved to {Aside} and begun anew: {Damage}")]
        public static partial void OutboxDamaged(ILogger logger, string path, string aside, string damage);

        [LoggerMessage(EventId = 1521, EventName = "WindowsDropped", Level = LogLevel.Warning,
            Message = "{Count} windows are lost unsent: {Reason}.")]
        public static partial void WindowsDropped(ILogger logger, int count, string reason);
    }
}
