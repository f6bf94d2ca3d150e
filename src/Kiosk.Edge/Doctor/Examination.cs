using System.Device.Gpio;
using System.Diagnostics;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Sensing;
using Kiosk.Systemd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Doctor;

/// <summary>Looks at everything a kiosk needs, without starting the worker and without a network.</summary>
internal static class Examination
{
    /// <summary>Looks at everything.</summary>
    /// <param name="configurationFile">The settings; null for the defaults.</param>
    /// <param name="settings">Settings that win over the file's, as <c>--Section:Name=value</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<DoctorReport> RunAsync(
        string? configurationFile, string[] settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var findings = new List<Finding>();
        IHost host;
        try
        {
            host = KioskHost.Build(settings, configurationFile, builder => builder.Logging.ClearProviders());
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var reason = (error.InnerException ?? error).Message.TrimEnd('.');
            findings.Add(new Finding(
                "settings",
                Severity.Error,
                $"{configurationFile} can't be read ({reason}).",
                "It is not there, not JSON, or this user may not read it.",
                "Correct it, or run 'sudo carekiosk doctor'."));
            host = KioskHost.Build(settings, null, builder => builder.Logging.ClearProviders());
        }

        using (host)
        {
            var services = host.Services;
            findings.AddRange(Settings(services, configurationFile));
            var reporting = Read<ReportingOptions>(services);
            var outbox = Path.GetFullPath(reporting.DatabasePath, WorkingFolder(configurationFile));
            findings.AddRange(new MachineChecks("/", time).Look(Path.GetDirectoryName(outbox) ?? "/"));
            findings.AddRange(new DeviceChecks(
                Read<SensingOptions>(services), Read<PanelOptions>(services), services.GetRequiredService<Func<GpioController>>()).Look());
            findings.AddRange(new ModelChecks(Read<ModelsOptions>(services)).Look());
            findings.AddRange(new ServiceChecks(reporting, outbox, time).Look());
            findings.AddRange(await new NetworkChecks(reporting, Read<DisplayOptions>(services), time).LookAsync(cancellationToken));
        }

        return new DoctorReport(
            KioskVersion.Text,
            time.GetUtcNow(),
            Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 1),
            findings.Max(finding => finding.Severity),
            findings);
    }

    private static List<Finding> Settings(IServiceProvider services, string? configurationFile)
    {
        var where = configurationFile ?? DoctorCommand.DefaultSettings;
        List<Finding> findings =
        [
            .. ServiceSettings.Failures(services).Select(failure => new Finding(
                "settings",
                Severity.Error,
                failure,
                "The setting is missing, misspelt or out of range.",
                $"Correct it in {where}; {DoctorCommand.Manual} lists the settings.")),
            .. ServiceSettings.Unknown(services).Select(name => new Finding(
                "settings",
                Severity.Warning,
                $"There are no settings {name}.",
                "The section is misspelt, or a setting stands outside of its section.",
                $"Correct it in {where}; {DoctorCommand.Manual} lists the settings.")),
        ];
        return findings.Count > 0 ? findings : [Finding.Ok("settings", $"The settings of {configurationFile ?? "the command line"} are valid.")];
    }

    /// <summary>Where the worker with these settings stands: the installed one where its unit puts it, not where doctor was
    /// called.</summary>
    private static string WorkingFolder(string? configurationFile) =>
        configurationFile == DoctorCommand.DefaultSettings && Directory.Exists(DoctorCommand.DefaultState)
            ? DoctorCommand.DefaultState
            : Directory.GetCurrentDirectory();

    /// <summary>The settings as they are, valid or not, so that the rest can be looked at too.</summary>
    private static T Read<T>(IServiceProvider services)
        where T : class, new()
    {
        try
        {
            return services.GetRequiredService<IOptions<T>>().Value;
        }
        catch (Exception error) when (error is OptionsValidationException or InvalidOperationException)
        {
            return new T();
        }
    }
}
