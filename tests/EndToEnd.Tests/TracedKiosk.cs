using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bindings.Shared;

namespace EndToEnd.Tests;

/// <summary>A worker in a process of its own, whose every write to a file or a socket is written down by strace.</summary>
internal sealed class TracedKiosk : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly DirectoryInfo _folder;
    private readonly HttpClient _http;
    private readonly Process _strace;

    /// <param name="folder">Its files, the trace among them.</param>
    /// <param name="brokerPort">The broker on this machine.</param>
    /// <param name="program">The program and its first arguments; the settings follow.</param>
    internal TracedKiosk(DirectoryInfo folder, int brokerPort, params string[] program)
    {
        _folder = folder;
        var port = LoopbackPort.Free();
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        string[] command =
        [
            "strace", "-f", "-qq", "--seccomp-bpf", "-yy", "-xx", "-s", "100000", "-o", Trace,
            "-e", "trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg",
            "dotnet", .. program,
            "--Reporting:Chain=test", "--Reporting:Store=store-1", "--Reporting:Kiosk=kiosk-1",
            $"--Reporting:BrokerPort={brokerPort}", "--Reporting:WindowLength=00:00:00",
            $"--Reporting:DatabasePath={Path.Combine(State, "outbox.db")}",
            $"--Sensing:Camera={Canary.Pictures(folder)}", $"--Sensing:Microphone={Canary.Sound(folder)}",
            "--Models:AcceptNonCommercial=true", "--Logging:LogLevel:Default=Trace",
            $"--Display:Port={port}", "--Display:EventsPerSecond=1000",
        ];

        // What it says goes to files, so that the trace has it as well.
        _strace = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >said.log 2>&1", "sh", .. command])
        {
            WorkingDirectory = State,
        }) ?? throw new InvalidOperationException("The worker could not be started.");
    }

    private string State => _folder.CreateSubdirectory("state").FullName;

    private string Trace => Path.Combine(_folder.FullName, "trace");

    internal Task TellAsync(string path, object body) => PostAsync(new Uri(path, UriKind.Relative), body);

    /// <summary>Returns when the report of the machine is as wanted.</summary>
    internal async Task<JsonElement> UntilAsync(Func<JsonElement, bool> wanted)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                var report = await _http.GetFromJsonAsync<JsonElement>(new Uri("/v1/sensing", UriKind.Relative), timeout.Token);
                if (wanted(report))
                {
                    return report;
                }
            }
            catch (HttpRequestException) when (!_strace.HasExited)
            {
                // It is not there yet.
            }

            await Task.Delay(LookAgainAfter, TimeProvider.System, timeout.Token);
        }
    }

    /// <summary>The line of /proc/PID/limits that begins so.</summary>
    internal string Limit(string name) =>
        File.ReadLines($"/proc/{Worker()}/limits").Single(line => line.StartsWith(name, StringComparison.Ordinal));

    /// <summary>Ends the worker as systemd does.</summary>
    internal void Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", Worker().ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (!_strace.WaitForExit(Patience))
        {
            throw new InvalidOperationException("The worker does not end.");
        }
    }

    /// <summary>All that was written to files and sockets, each write by itself, and what the files hold in the
    /// end.</summary>
    internal IEnumerable<(string Where, byte[] Bytes)> Written()
    {
        foreach (var line in File.ReadLines(Trace))
        {
            // 4711 pwrite64(12</state/outbox.db>, "SQLite…", 4096, 0) = 4096, each character as \x and two digits
            var parts = line.Split('"');
            var call = Encoding.UTF8.GetString(Unescaped(parts[0]));

            // A pipe leads to another process of the worker's own, which is traced as well.
            if (!call.Contains("<pipe:", StringComparison.Ordinal))
            {
                yield return (call, [.. parts.Where((_, i) => i % 2 == 1).SelectMany(Unescaped)]);
            }
        }

        foreach (var file in Directory.EnumerateFiles(State))
        {
            yield return (file, File.ReadAllBytes(file));
        }
    }

    public void Dispose()
    {
        if (!_strace.HasExited)
        {
            _strace.Kill(entireProcessTree: true);
            _strace.WaitForExit();
        }

        _strace.Dispose();
        _http.Dispose();
    }

    private static byte[] Unescaped(string text)
    {
        var bytes = new List<byte>(text.Length / 4);
        for (var i = 0; i < text.Length; i++)
        {
            var escaped = text[i] == '\\' && i + 3 < text.Length;
            bytes.Add(escaped
                ? byte.Parse(text.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                : (byte)text[i]);
            i += escaped ? 3 : 0;
        }

        return [.. bytes];
    }

    private async Task PostAsync(Uri path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The process that strace started.</summary>
    private int Worker() => int.Parse(
        File.ReadAllText($"/proc/{_strace.Id}/task/{_strace.Id}/children").Split(' ')[0], CultureInfo.InvariantCulture);
}
