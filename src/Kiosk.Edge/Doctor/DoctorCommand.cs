using System.CommandLine;
using System.Text.Json;
using Kiosk.Systemd;
using Spectre.Console;

namespace Kiosk.Edge.Doctor;

/// <summary><c>carekiosk doctor</c>: what is wrong with this box, in one command, offline.</summary>
internal static class DoctorCommand
{
    /// <summary>The exit status when there are warnings and no error.</summary>
    public const int Warned = 3;

    /// <summary>Where the package puts the settings.</summary>
    public const string DefaultSettings = "/etc/carekiosk/edge.json";

    /// <summary>Where the package puts the manual: a technician has no checkout.</summary>
    public const string Manual = "/usr/share/doc/carekiosk-edge/operations.md.gz (in a checkout docs/operations.md)";

    /// <summary>Where the package's unit lets the worker stand.</summary>
    public const string DefaultState = "/var/lib/carekiosk";

    public static Command Create()
    {
        var config = CommandLine.File("--config", $"The settings; else {DefaultSettings} when it is there.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var bundle = CommandLine.File("--bundle", "Write an archive for support, with nothing of customers, to this file (.tar.gz).");
        var settings = CommandLine.Settings();
        var command = new Command(
            "doctor", "Look at everything this kiosk needs and say what is wrong, why, and what to do. "
            + "Exit status: 0 well, 3 warnings, 1 errors. Settings may follow as --Section:Name=value.")
        {
            config, json, bundle, settings,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var file = result.GetValue(config) ?? (File.Exists(DefaultSettings) ? DefaultSettings : null);
            var report = await Examination.RunAsync(file, result.GetValue(settings) ?? [], TimeProvider.System, cancellationToken);
            if (result.GetValue(bundle) is { } path)
            {
                try
                {
                    if (SupportBundle.Write(path, report, file) is { } missing)
                    {
                        await Console.Error.WriteLineAsync($"carekiosk: {missing}");
                    }
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    await Console.Error.WriteLineAsync($"carekiosk: the archive {path} can't be written: {error.Message}");
                    return ServiceHost.Failed;
                }
            }

            if (result.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(report, DoctorJson.Default.DoctorReport));
            }
            else
            {
                Show(report);
            }

            return report.Severity switch
            {
                Severity.Ok => ServiceHost.Done,
                Severity.Warning => Warned,
                _ => ServiceHost.Failed,
            };
        });
        return command;
    }

    private static void Show(DoctorReport report)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = short.MaxValue; // a line stays a line for grep
        }

        foreach (var finding in report.Findings)
        {
            var mark = finding.Severity switch
            {
                Severity.Ok => "[green]ok     [/]",
                Severity.Warning => "[yellow]warning[/]",
                _ => "[red]error  [/]",
            };
            console.MarkupLine($"{mark} {Markup.Escape(finding.Check)}: {Markup.Escape(finding.What)}");
            if (finding.Cause is not null)
            {
                console.MarkupLine($"        why: {Markup.Escape(finding.Cause)}");
            }

            if (finding.Remedy is not null)
            {
                console.MarkupLine($"        do:  {Markup.Escape(finding.Remedy)}");
            }
        }

        var errors = report.Findings.Count(finding => finding.Severity == Severity.Error);
        var warnings = report.Findings.Count(finding => finding.Severity == Severity.Warning);
        console.MarkupLine($"{errors} errors, {warnings} warnings, {report.Seconds} s.");
    }
}
