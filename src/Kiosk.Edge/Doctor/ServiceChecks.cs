using System.ComponentModel;
using System.Diagnostics;
using Dapper;
using Kiosk.Edge.Reporting;
using Microsoft.Data.Sqlite;

namespace Kiosk.Edge.Doctor;

/// <summary>Looks at the installed service and at what waits for the cloud.</summary>
internal sealed class ServiceChecks(ReportingOptions reporting)
{
    /// <summary>Looks at everything.</summary>
    public IEnumerable<Finding> Look() => [Service(), Waiting()];

    private static Finding Service()
    {
        const string Check = "service";
        const string Unit = "carekiosk-edge.service";
        string output;
        try
        {
            var start = new ProcessStartInfo("systemctl", $"show {Unit} -p LoadState,ActiveState,NRestarts,Result,StatusText")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!; // it starts, or Start throws
            output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
        }
        catch (Win32Exception)
        {
            return Finding.Ok(Check, "This machine has no systemd.");
        }

        var state = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
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
        var path = Path.GetFullPath(reporting.DatabasePath);
        if (!File.Exists(path))
        {
            return Finding.Ok(Check, $"There is no outbox {path} yet.");
        }

        try
        {
            using var database = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            var waiting = database.QuerySingle<long>("select count(*) from closed_window");
            return Finding.Ok(Check, $"{waiting} windows wait for the cloud's receipt.");
        }
        catch (SqliteException error)
        {
            return new Finding(
                Check,
                Severity.Warning,
                $"The outbox {path} can't be read ({error.Message.TrimEnd('.')}).",
                "It is damaged, or belongs to another user.",
                "Run 'sudo -u carekiosk carekiosk doctor'; a damaged one is begun anew by the worker.");
        }
    }
}
