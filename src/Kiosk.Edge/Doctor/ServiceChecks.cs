using System.Globalization;
using Dapper;
using Kiosk.Edge.Reporting;
using Microsoft.Data.Sqlite;

namespace Kiosk.Edge.Doctor;

/// <summary>Looks at the installed service and at what waits for the cloud.</summary>
/// <param name="reporting">Which kiosk this is.</param>
/// <param name="outbox">The outbox's file, absolute.</param>
/// <param name="time">The clock.</param>
internal sealed class ServiceChecks(ReportingOptions reporting, string outbox, TimeProvider time)
{
    private const string Unit = "carekiosk-edge.service";

    /// <summary>A kiosk has fewer: that is one each minute for 16 hours.</summary>
    private const int MostVisitsADay = 1000;

    /// <summary>More is no longer what counts of visits need; a card of 32 GB that bears 300 full writes lasts 260 years at
    /// it.</summary>
    private const double MuchWrittenMbADay = MostVisitsADay * DiskWrites.MostBytesAVisit / 1e6;

    /// <summary>Looks at everything.</summary>
    public IEnumerable<Finding> Look()
    {
        var worker = Show(Unit, "LoadState,ActiveState,NRestarts,Result,StatusText,IOWriteBytes,ActiveEnterTimestampMonotonic");
        return [Service(worker), Identity(worker), Written(worker), Witness(), Waiting()];
    }

    /// <summary>A unit's properties; null without systemd.</summary>
    private static Dictionary<string, string>? Show(string unit, string properties) =>
        SystemTool.Ask("systemctl", "show", unit, "-p", properties)?
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    /// <summary>The worker says in its status line that another box comes as this kiosk.</summary>
    private Finding Identity(Dictionary<string, string>? worker)
    {
        const string Check = "identity";
        var address = $"{reporting.Chain}/{reporting.Store}/{reporting.Kiosk}";
        return worker?.GetValueOrDefault("StatusText")?.Contains("identity_taken", StringComparison.Ordinal) == true
            ? new Finding(
                Check,
                Severity.Error,
                $"Another box comes to the broker as {address}.",
                "A box was replaced or copied and the other still runs, or two boxes got the same settings.",
                "Switch the other off, or give one of the two another Reporting:Kiosk.")
            : Finding.Ok(Check, $"This box is {address}, and no other was noticed.");
    }

    /// <summary>What the worker wrote, by systemd's account, as a day's amount.</summary>
    private Finding Written(Dictionary<string, string>? worker)
    {
        const string Check = "writes";
        if (!double.TryParse(worker?.GetValueOrDefault("IOWriteBytes"), CultureInfo.InvariantCulture, out var bytes)
            || !double.TryParse(worker?.GetValueOrDefault("ActiveEnterTimestampMonotonic"), CultureInfo.InvariantCulture, out var since)
            || since == 0 || bytes >= ulong.MaxValue)
        {
            return Finding.Ok(Check, "systemd does not tell how much the worker writes.");
        }

        var days = Math.Max(time.GetElapsedTime(0).TotalDays - (since / 86_400e6), 1.0 / 24);
        var megabytes = bytes / 1e6 / days;
        var text = string.Create(CultureInfo.InvariantCulture, $"The worker writes {megabytes:0.0} MB a day.");
        return megabytes > MuchWrittenMbADay
            ? new Finding(
                Check,
                Severity.Warning,
                text,
                "Windows are kept for a cloud that is away, or the log level is too low.",
                "See the check of the outbox, and Logging:LogLevel in the settings.")
            : Finding.Ok(Check, text);
    }

    private static Finding Witness()
    {
        const string Check = "witness";
        const string WitnessUnit = "carekiosk-witness.service";
        if (Show(WitnessUnit, "LoadState,ActiveState") is not { } state || state.GetValueOrDefault("LoadState") != "loaded")
        {
            return Finding.Ok(Check, $"{WitnessUnit} is not installed here.");
        }

        if (state.GetValueOrDefault("ActiveState") != "active" || Edge.Witness.OfService().Read() is not { } seen)
        {
            return new Finding(
                Check,
                Severity.Warning,
                "The privacy witness does not watch.",
                "It was stopped, or could not start.",
                $"See 'journalctl -xu {WitnessUnit}', then 'sudo systemctl restart {WitnessUnit}'.");
        }

        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"In {seen.Seconds / 3600:0.0} h the witness saw the camera open {seen.Camera.OpenSeconds:0} s, the microphone {seen.Microphone.OpenSeconds:0} s, and {seen.SentBytes / 1e6:0.0} MB leave.");
        return seen.Camera.Contradicts || seen.Microphone.Contradicts
            ? new Finding(
                Check,
                Severity.Error,
                text + " One is open now, which the worker denies.",
                "Another program uses it, or the worker does not do what it says.",
                "See 'sudo fuser -v /dev/video* /dev/snd/*'.")
            : seen.Complete
                ? Finding.Ok(Check, text)
                : new Finding(
                    Check,
                    Severity.Warning,
                    text + " It cannot see every device.",
                    "A device belongs to a group that the witness is not in.",
                    $"See 'journalctl -xu {WitnessUnit}'.");
    }

    private static Finding Service(Dictionary<string, string>? state)
    {
        const string Check = "service";
        if (state is null)
        {
            return Finding.Ok(Check, "This machine has no systemd.");
        }

        if (state.GetValueOrDefault("LoadState") != "loaded")
        {
            return Finding.Ok(Check, $"{Unit} is not installed here.");
        }

        var text = $"{Unit} is {state.GetValueOrDefault("ActiveState")} ({state.GetValueOrDefault("StatusText")}), "
            + $"started again {state.GetValueOrDefault("NRestarts")} times.";
        return (state.GetValueOrDefault("ActiveState"), state.GetValueOrDefault("NRestarts")) switch
        {
            ("active", "0") => Finding.Ok(Check, text),
            ("active", _) => new Finding(
                Check,
                Severity.Warning,
                text,
                "It ended by itself or was ended by the watchdog.",
                $"See 'journalctl -xu {Unit}' around each start."),
            _ => new Finding(
                Check,
                Severity.Error,
                text,
                $"Its last result was '{state.GetValueOrDefault("Result")}'.",
                $"See 'journalctl -xu {Unit}', then 'sudo systemctl start {Unit}'."),
        };
    }

    private Finding Waiting()
    {
        const string Check = "outbox";
        if (!File.Exists(outbox))
        {
            return Finding.Ok(Check, $"There is no outbox {outbox} yet.");
        }

        try
        {
            using var database = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = outbox, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            var waiting = database.QuerySingle<long>("select count(*) from closed_window");
            return Finding.Ok(Check, $"{waiting} windows wait for the cloud's receipt.");
        }
        catch (SqliteException error)
        {
            return new Finding(
                Check,
                Severity.Warning,
                $"The outbox {outbox} can't be read ({error.Message.TrimEnd('.')}).",
                "It is damaged, or belongs to another user.",
                "Run 'sudo -u carekiosk carekiosk doctor'; a damaged one is begun anew by the worker.");
        }
    }
}
