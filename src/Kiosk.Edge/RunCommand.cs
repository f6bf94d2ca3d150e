using System.CommandLine;
using Kiosk.Systemd;
using Microsoft.Extensions.Hosting;

namespace Kiosk.Edge;

/// <summary><c>carekiosk run</c>: the worker, until it is told to stop.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "A JSON file of settings." };
        var settings = CommandLine.Settings();
        var command = new Command("run", "Care for the customers of this kiosk, until told to stop. "
            + "Settings may follow as --Section:Name=value.")
        {
            config, settings,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var file = result.GetValue(config);
            if (file is { Exists: false })
            {
                await Console.Error.WriteLineAsync($"carekiosk: the settings file {file.FullName} is {(Directory.Exists(file.FullName) ? "a folder" : "not there")}.");
                return ServiceHost.BadConfiguration;
            }

            IHost host;
            try
            {
                host = KioskHost.Build(result.GetValue(settings) ?? [], file?.FullName);
            }
            catch (InvalidDataException exception)
            {
                var reason = exception.InnerException?.Message ?? exception.Message;
                await Console.Error.WriteLineAsync($"carekiosk: the settings file {file} can't be read: {reason}");
                return ServiceHost.BadConfiguration;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"carekiosk: the settings can't be read: {exception.Message}"); // it names the file
                return ServiceHost.BadConfiguration;
            }

            return await ServiceHost.RunAsync(host, "Caring", cancellationToken);
        });
        return command;
    }
}
