using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Kiosk.Systemd;

/// <summary>How both services log, start, say so to systemd, and end with an exit status that means something.</summary>
public static partial class ServiceHost
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed; systemd starts it again.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>EX_CONFIG of sysexits.h: a setting is wrong; systemd does not start it again.</summary>
    public const int BadConfiguration = 78;

    /// <summary>Reads what systemd's <c>LoadCredential=</c> gave the service: a file named <c>carekiosk.NAME</c> is the
    /// setting <paramref name="settings"/> has for NAME. An empty file is none.</summary>
    /// <param name="configuration">The service's configuration, to which it is added.</param>
    /// <param name="settings">Names of credentials, and the setting each stands for.</param>
    public static IConfigurationBuilder AddCredentials(
        this IConfigurationBuilder configuration, IReadOnlyDictionary<string, string> settings)
    {
        var folder = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        return folder is null ? configuration : configuration.AddInMemoryCollection(
            from credential in settings
            let file = Path.Combine(folder, $"carekiosk.{credential.Key}")
            where File.Exists(file)
            let value = File.ReadAllText(file).TrimEnd('\n')
            where value.Length > 0
            select KeyValuePair.Create<string, string?>(credential.Value, value));
    }

    /// <summary>Logs to the journal under systemd, else one line an event to standard error, because standard output
    /// belongs to a verb's own output.</summary>
    /// <param name="logging">The host's logging.</param>
    /// <param name="identifier">SYSLOG_IDENTIFIER, such as <c>carekiosk-edge</c>.</param>
    public static ILoggingBuilder AddServiceLogging(this ILoggingBuilder logging, string identifier)
    {
        logging.ClearProviders();
        var start = new StartPhase();
        logging.Services.AddSingleton(start);

        // The framework's lines about each request would tell when somebody was at the kiosk.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => start.IsOver && level >= LogLevel.Warning);
        if (JournalLoggerProvider.IsAvailable)
        {
            logging.Services.AddSingleton<ILoggerProvider>(_ => new JournalLoggerProvider(identifier));
            return logging;
        }

        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.TimestampFormat = "HH:mm:ss.fff ";
            options.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(
            options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        return logging;
    }

    /// <summary>Runs a service until it is told to stop.</summary>
    /// <param name="host">The built host; it is disposed.</param>
    /// <param name="readyStatus">The line <c>systemctl status</c> shows once it is ready.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit status. A setting that is not valid and an address that is taken are told in one sentence
    /// each; a loop that failed is <see cref="Failed"/>.</returns>
    public static async Task<int> RunAsync(
        IHost host, string readyStatus, CancellationToken cancellationToken = default)
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServiceHost).FullName!); // a type has a name
        var notifier = new ServiceNotifier();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(() => notifier.Ready(readyStatus));
        lifetime.ApplicationStopping.Register(notifier.Stopping);
        var start = host.Services.GetService<StartPhase>();
        lifetime.ApplicationStarted.Register(() => start?.IsOver = true);

        // Asked now: the host disposes its services when it has run.
        List<BackgroundService> loops = [];
        lifetime.ApplicationStarted.Register(
            () => loops.AddRange(host.Services.GetServices<IHostedService>().OfType<BackgroundService>()));
        Watchdog? watchdog = null;
        if (host.Services.GetService<ServiceProgress>() is { } progress)
        {
            lifetime.ApplicationStarted.Register(() => watchdog = new Watchdog(
                progress, notifier, ServiceNotifier.WatchdogInterval, host.Services.GetRequiredService<TimeProvider>(), logger));
        }

        try
        {
            if (ServiceSettings.Failures(host.Services) is { Count: > 0 } failures)
            {
                foreach (var failure in failures)
                {
                    Log.ConfigurationRejected(logger, failure);
                }

                return BadConfiguration;
            }

            await host.RunAsync(cancellationToken);

            // The host logs what a loop throws, and then ends as if it had been told to.
            return loops.Exists(loop => loop.ExecuteTask is { IsFaulted: true }) ? Failed : Done;
        }
        catch (Exception exception) when (exception is SocketException
            or IOException { InnerException: SocketException or { InnerException: SocketException } })
        {
            Log.AddressUnavailable(logger, exception.Message);
            return Failed;
        }
        finally
        {
            watchdog?.Dispose();
            host.Dispose();
        }
    }

    /// <summary>While the host starts, its own report of a failure, with its stack, is left out: the failure is told in one
    /// sentence.</summary>
    private sealed class StartPhase
    {
        public volatile bool IsOver;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1000, EventName = "ConfigurationRejected", Level = LogLevel.Error,
            Message = "A setting is not valid: {Failure}")]
        public static partial void ConfigurationRejected(ILogger logger, string failure);

        [LoggerMessage(EventId = 1001, EventName = "AddressUnavailable", Level = LogLevel.Error,
            Message = "Can't listen: {Reason} Stop the other program or choose another port.")]
        public static partial void AddressUnavailable(ILogger logger, string reason);
    }
}
