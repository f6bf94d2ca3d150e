using System.Diagnostics;
using Bindings.Shared;

namespace EndToEnd.Tests;

/// <summary>One of the product's own programs in a process of its own, that can be killed and started again with the
/// same settings on the same port.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly string[] _arguments;
    private readonly Queue<string> _said = [];
    private readonly HttpClient _http;
    private Process? _process;

    /// <param name="assembly">The program, such as <c>Kiosk.Cloud</c>, beside the tests.</param>
    /// <param name="arguments">Its command line; made with the address it is to serve.</param>
    public ServiceProcess(string assembly, Func<Uri, string[]> arguments)
    {
        Address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        _arguments = [Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"), .. arguments(Address)];
        _http = new HttpClient { BaseAddress = Address };
    }

    /// <summary>Where it serves its page.</summary>
    public Uri Address { get; }

    /// <summary>Starts it, and returns when its page is served.</summary>
    public async Task StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", _arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        }) ?? throw new InvalidOperationException("dotnet could not be started.");
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var timeout = new CancellationTokenSource(StartTimeout);
        while (!await IsServedAsync(timeout.Token))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{_arguments[0]} ended with {process.ExitCode}. It said: {Said()}");
            }

            await Task.Delay(LookAgainAfter, TimeProvider.System, timeout.Token);
        }
    }

    /// <summary>Kills it with SIGKILL.</summary>
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

    /// <summary>Tells it so many times in a row to end (SIGTERM), and returns its exit status.</summary>
    public async Task<int> EndAsync(int times)
    {
        if (_process is not { } process)
        {
            throw new InvalidOperationException("It is not running.");
        }

        var told = Enumerable.Repeat($"kill -TERM {process.Id}", times);
        using (var shell = Process.Start("sh", ["-c", string.Join("; ", told)]))
        {
            await shell.WaitForExitAsync();
        }

        using var timeout = new CancellationTokenSource(StartTimeout);
        await process.WaitForExitAsync(timeout.Token);
        var status = process.ExitCode;
        process.Dispose();
        _process = null;
        return status;
    }

    /// <summary>The last it said, for a test that fails.</summary>
    public string Said()
    {
        lock (_said)
        {
            return string.Join(Environment.NewLine, _said);
        }
    }

    public void Dispose()
    {
        Kill();
        _process?.Dispose();
        _http.Dispose();
    }

    private async Task<bool> IsServedAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(Address, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        const int Kept = 40;
        lock (_said)
        {
            _said.Enqueue(line.Data ?? "");
            if (_said.Count > Kept)
            {
                _said.Dequeue();
            }
        }
    }
}
