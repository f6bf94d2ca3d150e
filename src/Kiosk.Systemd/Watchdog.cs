using Microsoft.Extensions.Logging;

namespace Kiosk.Systemd;

/// <summary>Feeds systemd's watchdog and renews the line of <c>systemctl status</c> as long as every stage makes progress.
/// When one does not, systemd hears nothing, ends the service and starts it again.</summary>
internal sealed partial class Watchdog : IDisposable
{
    /// <summary>How often the status line is renewed where there is no watchdog.</summary>
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(10);

    private readonly ServiceProgress _progress;
    private readonly ServiceNotifier _notifier;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private bool _stalled;

    /// <summary>Begins.</summary>
    /// <param name="progress">Says whether the service makes progress.</param>
    /// <param name="notifier">Tells systemd.</param>
    /// <param name="interval">The watchdog's; null for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of a stage that makes no progress.</param>
    public Watchdog(
        ServiceProgress progress, ServiceNotifier notifier, TimeSpan? interval, TimeProvider time, ILogger logger)
    {
        (_progress, _notifier, _logger) = (progress, notifier, logger);

        // Three times in an interval: systemd advises at least twice.
        var every = interval is { } watchdog && watchdog / 3 < StatusInterval ? watchdog / 3 : StatusInterval;
        _timer = time.CreateTimer(_ => Look(), null, TimeSpan.Zero, every);
    }

    /// <summary>Ends; systemd hears no more.</summary>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (_progress.Stalled is not { } stage)
        {
            _stalled = false;
            _notifier.Alive(_progress.Status());
            return;
        }

        _notifier.Status($"The stage {stage} makes no progress; the watchdog is not fed.");
        if (!_stalled)
        {
            Log.StageStalled(_logger, stage);
        }

        _stalled = true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1002, EventName = "StageStalled", Level = LogLevel.Error,
            Message = "The stage {Stage} makes no progress; systemd's watchdog will start the service again.")]
        public static partial void StageStalled(ILogger logger, string stage);
    }
}
