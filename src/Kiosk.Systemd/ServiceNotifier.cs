using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Kiosk.Systemd;

/// <summary>Tells systemd how the service is (sd_notify(3)); does nothing when systemd did not ask.</summary>
public sealed class ServiceNotifier
{
    private readonly string? _socketPath;

    /// <summary>Speaks to the socket systemd named in NOTIFY_SOCKET.</summary>
    public ServiceNotifier()
        : this(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"))
    {
    }

    internal ServiceNotifier(string? socketPath) => _socketPath = string.IsNullOrEmpty(socketPath) ? null : socketPath;

    /// <summary>The service does its work from now on.</summary>
    /// <param name="status">One line for <c>systemctl status</c>.</param>
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>Changes the line <c>systemctl status</c> shows.</summary>
    public void Status(string status) => Send($"STATUS={status}");

    /// <summary>The service makes progress: feeds the watchdog.</summary>
    public void Alive(string status) => Send($"WATCHDOG=1\nSTATUS={status}");

    /// <summary>How often at least systemd wants to hear <see cref="Alive"/>; null when the unit has no watchdog.</summary>
    public static TimeSpan? WatchdogInterval => WatchdogIntervalOf(
        Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"));

    /// <summary>sd_watchdog_enabled(3): microseconds, and the process that is meant.</summary>
    internal static TimeSpan? WatchdogIntervalOf(string? microseconds, string? process) =>
        long.TryParse(microseconds, CultureInfo.InvariantCulture, out var interval) && interval > 0
        && (process is null || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(interval)
            : null;

    /// <summary>The service has begun to stop.</summary>
    public void Stopping() => Send("STOPPING=1");

    private void Send(string message)
    {
        if (_socketPath is null)
        {
            return;
        }

        // A leading @ stands for the NUL byte of Linux's abstract socket names.
        var path = _socketPath[0] == '@' ? '\0' + _socketPath[1..] : _socketPath;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
            {
                Blocking = false, // a systemd that does not read must not hold the service up
            };
            socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            // systemd is not listening; there is nobody to tell.
        }
    }
}
