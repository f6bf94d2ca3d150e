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
        var command = new Command("run", "Care for the customers of this kiosk, until told to stop. "
            + "Settings may follow as --Section:Name=value.")
        {
            config,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (result, cancellationToken) =>
        {
            var file = result.GetValue(config);
            if (file is { Exists: false })
            {
                await Console.Error.WriteLineAsync($"carekiosk: the settings file {file.FullName} is not there.");
                return ServiceHost.BadConfiguration;
            }

            var settings = result.UnmatchedTokens;
            if (settings.FirstOrDefault(token => !token.StartsWith("--", StringComparison.Ordinal)
                || !token.Contains(':', StringComparison.Ordinal)) is { } other)
            {
                await Console.Error.WriteLineAsync($"carekiosk: '{other}' is not a setting; write --Section:Name=value.");
                return ServiceHost.Usage;
            }

            IHost host;
            try
            {
                host = KioskHost.Build([.. settings], file?.FullName);
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
