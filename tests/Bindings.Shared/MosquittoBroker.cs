using System.Diagnostics;

namespace Bindings.Shared;

/// <summary>A real mosquitto on a free loopback port, with a folder of its own. It can be killed with SIGKILL and
/// started again on the same port with what it had persisted.</summary>
/// <remarks>As a class fixture it starts with the default settings; a test that needs others, or kills it, starts its
/// own by <see cref="StartAsync"/>.</remarks>
public sealed class MosquittoBroker : IAsyncLifetime, IAsyncDisposable
{
    private const int PortAttempts = 5;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("mosquitto-").FullName;
    private Func<int, IEnumerable<string>> _configuration;
    private string[] _lines = [];
    private Process? _process;

    /// <summary>For class fixtures: with the default settings.</summary>
    public MosquittoBroker() => _configuration = port => OpenToAnybody(port);

    /// <summary>The loopback address it listens on.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>The port it listens on; the same after <see cref="RestartAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>Starts a broker that accepts anybody, keeps what it persists in a folder of its own and saves it each
    /// second.</summary>
    /// <param name="settings">Further lines of mosquitto.conf(5), such as <c>certfile /path</c>; they belong to the one
    /// listener.</param>
    /// <exception cref="InvalidOperationException">mosquitto did not start; the message holds its own words.</exception>
    public static async Task<MosquittoBroker> StartAsync(params string[] settings)
    {
        var broker = new MosquittoBroker();
        broker._configuration = port => broker.OpenToAnybody(port, settings);
        await broker.InitializeAsync();
        return broker;
    }

    /// <summary>Starts a broker with settings of the caller's own alone.</summary>
    /// <param name="configuration">All lines of mosquitto.conf(5) for a port that was free; asked again where it was taken
    /// meanwhile. The broker must write "running" to standard error.</param>
    /// <exception cref="InvalidOperationException">mosquitto did not start; the message holds its own words.</exception>
    public static async Task<MosquittoBroker> StartWithAsync(Func<int, IEnumerable<string>> configuration)
    {
        var broker = new MosquittoBroker { _configuration = configuration };
        await broker.InitializeAsync();
        return broker;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = LoopbackPort.Free();
            _lines = [.. _configuration(Port)];
            try
            {
                await RestartAsync();
                return;
            }
            catch (InvalidOperationException error)
                when (attempt < PortAttempts && error.Message.Contains("Address already in use", StringComparison.Ordinal))
            {
                // Another process took the port between our look and mosquitto's bind: look again.
            }
        }
    }

    /// <summary>Kills it with SIGKILL: it saves nothing and says goodbye to nobody.</summary>
    public void Kill()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Starts it on the same port with the same folder, after killing it where it still runs.</summary>
    public async Task RestartAsync()
    {
        Kill();
        var configuration = Path.Combine(_folder, "mosquitto.conf");
        await File.WriteAllLinesAsync(configuration, _lines);
        var start = new ProcessStartInfo("mosquitto", ["-c", configuration]) { RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException("mosquitto could not be started.");
        try
        {
            await UntilRunningAsync(_process);
        }
        catch
        {
            Kill();
            throw;
        }
    }

    /// <summary>Kills it and removes its folder.</summary>
    public ValueTask DisposeAsync()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private IEnumerable<string> OpenToAnybody(int port, params string[] settings) =>
    [
        $"listener {port} {Host}",
        "allow_anonymous true",
        "user root", // else mosquitto started by root leaves for a user that cannot write to the folder
        "persistence true",
        $"persistence_location {_folder}/",
        "autosave_interval 1",
        "log_dest stderr",
        .. settings,
    ];

    /// <summary>Waits for the line mosquitto writes once its listener is open. The log is read to its end afterwards,
    /// for a full pipe would stop the broker.</summary>
    private static async Task UntilRunningAsync(Process process)
    {
        var said = new List<string>();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                running.TrySetException(new InvalidOperationException(
                    $"mosquitto did not start: {string.Join(" ", said)}"));
            }
            else if (line.Data.EndsWith(" running", StringComparison.Ordinal))
            {
                running.TrySetResult();
            }
            else if (!running.Task.IsCompleted)
            {
                said.Add(line.Data);
            }
        };
        process.BeginErrorReadLine();
        await running.Task.WaitAsync(StartTimeout);
    }
}
