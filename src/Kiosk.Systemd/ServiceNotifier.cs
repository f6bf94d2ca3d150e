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
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            // systemd is not listening; there is nobody to tell.
        }
    }
}
