using System.Net;
using System.Net.Sockets;

namespace Bindings.Shared;

/// <summary>A port for a server that can't choose its own.</summary>
internal static class LoopbackPort
{
    /// <summary>One that was free at this moment. Another process may take it before the server does.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
