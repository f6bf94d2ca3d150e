using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kiosk.Edge.Demo;

/// <summary>The broker and the cloud service a demo starts for itself, on loopback and in a folder that is deleted
/// afterwards.</summary>
internal sealed class DemoServers : IDisposable
{
    private const int ConsolePort = 8090;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("carekiosk-demo-").FullName;
    private readonly List<ChildProcess> _started = [];

    /// <summary>Where the fleet's console is.</summary>
    public Uri Console { get; private set; } = new("about:blank");

    /// <summary>The broker's port on 127.0.0.1.</summary>
    public int BrokerPort { get; } = FreePort();

    /// <summary>A file of the demo's own.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Starts both and waits until they answer.</summary>
    /// <exception cref="DemoException">One of them can't be started.</exception>
    public async Task StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var configuration = PathOf("mosquitto.conf");
        await File.WriteAllTextAsync(
            configuration,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                listener {BrokerPort} 127.0.0.1
                allow_anonymous true
                persistence true
                persistence_location {_folder}/

                """),
            cancellationToken);
        var broker = ChildProcess.Start("The broker", Mosquitto(), "-c", configuration);
        _started.Add(broker);
        await broker.WaitUntilAsync(ListensAsync, Patience, time, cancellationToken);

        Console = new Uri($"http://127.0.0.1:{(IsFree(ConsolePort) ? ConsolePort : FreePort())}/");
        var cloud = ChildProcess.Start(
            "The cloud service",
            Environment.ProcessPath ?? "dotnet",
            CloudAssembly(),
            $"--Cloud:DatabasePath={PathOf("fleet.db")}",
            $"--Cloud:BrokerPort={BrokerPort}",
            $"--Cloud:Url={Console}");
        _started.Add(cloud);
        using var client = new HttpClient { BaseAddress = Console, Timeout = TimeSpan.FromSeconds(2) };
        await cloud.WaitUntilAsync(cancel => IsReadyAsync(client, cancel), Patience, time, cancellationToken);
    }

    /// <summary>A port for the customer screen: the usual one unless it is taken.</summary>
    public static int PortFor(int usual) => IsFree(usual) ? usual : FreePort();

    /// <summary>Ends both and deletes the folder.</summary>
    public void Dispose()
    {
        for (var i = _started.Count - 1; i >= 0; i--)
        {
            _started[i].Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> ListensAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, BrokerPort, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("readyz", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Debian installs daemons where an ordinary user's PATH does not look.</summary>
    private static string Mosquitto() => File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";

    /// <summary>The cloud service beside this worker: in a checkout's build output or in an installation.</summary>
    private static string CloudAssembly()
    {
        var here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string[] places =
        [
            Path.Combine(here, "..", "..", "Kiosk.Cloud", Path.GetFileName(here), "Kiosk.Cloud.dll"),
            Path.Combine(here, "..", "cloud", "Kiosk.Cloud.dll"),
        ];
        return places.Select(Path.GetFullPath).FirstOrDefault(File.Exists)
            ?? throw new DemoException($"The demo needs the cloud service, which is in none of {string.Join(", ", places)}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
