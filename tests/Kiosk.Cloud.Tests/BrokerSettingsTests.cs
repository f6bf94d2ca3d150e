using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Formatter;

namespace Kiosk.Cloud.Tests;

/// <summary>The broker's settings as the package has them, with the kiosks' listener opened as an owner opens it.</summary>
public sealed class BrokerSettingsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("broker-settings-");
    private readonly int _servicePort = FreePort();
    private readonly int _kioskPort = FreePort();
    private Process? _broker;

    public async Task InitializeAsync()
    {
        var settings = Path.Combine(_folder.FullName, "broker.conf");

        // Root's broker would leave for a user that cannot write here; that it runs it tells as information.
        await File.WriteAllLinesAsync(settings, [.. Opened(), "user root", "log_type information"]);

        var start = new ProcessStartInfo("mosquitto", ["-c", settings]) { RedirectStandardError = true };
        _broker = Process.Start(start)!; // it can be started, or Start throws
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _broker.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                running.TrySetException(new InvalidOperationException("mosquitto did not start."));
            }
            else if (line.Data.EndsWith(" running", StringComparison.Ordinal))
            {
                running.TrySetResult();
            }
        };
        _broker.BeginErrorReadLine();
        await running.Task.WaitAsync(Patience);
    }

    public Task DisposeAsync()
    {
        _broker?.Kill();
        _broker?.WaitForExit();
        _broker?.Dispose();
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Only_this_machines_own_service_comes_in_without_a_password()
    {
        Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync(_servicePort));
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await ConnectAsync(_kioskPort));
    }

    private static async Task<MqttClientConnectResultCode> ConnectAsync(int port)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var connected = await client.ConnectAsync(new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer("127.0.0.1", port)
            .Build()).WaitAsync(Patience);
        return connected.ResultCode;
    }

    /// <summary>The file without the # before its settings, its ports and folder this test's, and without TLS.</summary>
    private IEnumerable<string> Opened()
    {
        var isKiosks = false;
        foreach (var line in File.ReadLines(SettingsPath()))
        {
            isKiosks |= line.StartsWith("# listener 8883", StringComparison.Ordinal);
            var setting = isKiosks ? line.TrimStart('#', ' ') : line;
            if (setting.StartsWith("certfile", StringComparison.Ordinal)
                || setting.StartsWith("keyfile", StringComparison.Ordinal)
                || setting.StartsWith("password_file", StringComparison.Ordinal))
            {
                continue;
            }

            yield return setting
                .Replace("listener 1883", string.Create(CultureInfo.InvariantCulture, $"listener {_servicePort}"), StringComparison.Ordinal)
                .Replace("listener 8883", string.Create(CultureInfo.InvariantCulture, $"listener {_kioskPort} 127.0.0.1"), StringComparison.Ordinal)
                .Replace("/var/lib/carekiosk-broker/", $"{_folder.FullName}/", StringComparison.Ordinal);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string SettingsPath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CareKiosk.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return Path.Combine(folder.FullName, "deploy", "systemd", "broker.conf");
    }
}
