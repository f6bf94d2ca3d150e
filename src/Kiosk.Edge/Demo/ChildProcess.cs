using System.Diagnostics;

namespace Kiosk.Edge.Demo;

/// <summary>A server the demo starts for itself; it ends with the demo.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _name;
    private string? _lastLine;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        _name = name;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a program.</summary>
    /// <exception cref="DemoException">It is not there.</exception>
    public static ChildProcess Start(string name, string program, params string[] arguments)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            return new ChildProcess(process!, name); // only a shell start gives null
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new DemoException($"The demo needs {program}, which can't be started ({exception.Message}).", exception);
        }
    }

    /// <summary>Waits until the program answers.</summary>
    /// <exception cref="DemoException">It ended, or did not answer in time.</exception>
    public async Task WaitUntilAsync(
        Func<CancellationToken, Task<bool>> answers, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!await answers(cancellationToken))
        {
            if (_process.HasExited)
            {
                throw new DemoException($"{_name} ended at once: {_lastLine}");
            }

            if (time.GetElapsedTime(started) > timeout)
            {
                throw new DemoException($"{_name} did not answer within {timeout.TotalSeconds} seconds: {_lastLine}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }

    /// <summary>Ends the program and all it started.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line) =>
        _lastLine = string.IsNullOrWhiteSpace(line.Data) ? _lastLine : line.Data;
}
