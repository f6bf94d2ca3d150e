using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Kiosk.Simulations;

/// <summary>The installed worker as this box runs it, looked at from outside: how soon it is ready, what it takes with nobody
/// there and in a visit, and what visits have it write to the disk. As a page of Markdown.</summary>
internal static class BoxReport
{
    private const int Starts = 5;
    private const int Port = 18_089;
    private const int Visits = 40;
    private const int VisitsADay = 500;
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>What begins sooner after a visit's end belongs to that visit.</summary>
    private static readonly TimeSpan BetweenVisits = TimeSpan.FromSeconds(1.2);

    /// <summary>Runs it.</summary>
    /// <param name="worker">The worker's Kiosk.Edge.dll.</param>
    /// <param name="video">A recording of a customer.</param>
    /// <param name="audio">A recording of a voice; null for none.</param>
    /// <param name="output">Where the page goes.</param>
    public static async Task WriteAsync(string worker, string video, string? audio, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("carekiosk-box-");
        try
        {
            var starts = new List<(double Wall, double Processor)>();
            for (var i = 1; i < Starts; i++)
            {
                using var tried = await StartAsync(worker, video, audio, folder.FullName, starts);
                tried.Kill();
                await tried.WaitForExitAsync();
            }

            using var process = await StartAsync(worker, video, audio, folder.FullName, starts);
            var figures = new ProcessFigures(process.Id);
            await Task.Delay(Settling, TimeProvider.System);
            var idle = await MeasureAsync(figures);
            var devices = figures.Devices.Count;
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}/") };
            await TellAsync(http, "v1/visit/start", new { language = "en" });
            await TellAsync(http, "v1/consent", new { camera = true, microphone = audio is not null });
            await Task.Delay(Settling, TimeProvider.System);
            var before = await ReadAsync(http);
            var visit = await MeasureAsync(figures);
            var after = await ReadAsync(http);
            var parts = figures.Parts();
            await TellAsync(http, "v1/visit/end", new { outcome = "completed" });
            var written = await VisitsAsync(http, figures);
            process.Kill();
            await process.WaitForExitAsync();
            Write(
                starts, idle, visit, devices, parts, (after.Pictures - before.Pictures, after.Voices - before.Voices), written, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Process> StartAsync(
        string worker, string video, string? audio, string folder, List<(double Wall, double Processor)> starts)
    {
        var socketPath = Path.Combine(folder, $"notify-{starts.Count}");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(socketPath));
        string[] arguments =
        [
            worker, "run", "--Reporting:Chain=box", "--Reporting:Store=store-1", "--Reporting:Kiosk=kiosk-1",
            $"--Reporting:DatabasePath={Path.Combine(folder, "outbox.db")}", $"--Display:Port={Port.ToString(CultureInfo.InvariantCulture)}",
            "--Reporting:WindowLength=00:00:00", "--Models:AcceptNonCommercial=true", "--Logging:LogLevel:Default=Error", $"--Sensing:Camera={video}",
            .. audio is null ? [] : new[] { $"--Sensing:Microphone={audio}" }, "--Sensing:Loop=true",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true };
        start.Environment["NOTIFY_SOCKET"] = socketPath;
        start.Environment["DOTNET_TieredPGO"] = "0"; // as in carekiosk-edge.service
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!; // it starts, or Start throws
        process.BeginErrorReadLine();
        var bytes = new byte[1024];
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!Encoding.UTF8.GetString(bytes, 0, await socket.ReceiveAsync(bytes, patience.Token)).Contains("READY=1", StringComparison.Ordinal))
        {
        }

        starts.Add((Stopwatch.GetElapsedTime(began).TotalSeconds, new ProcessFigures(process.Id).Processor.TotalSeconds));
        return process;
    }

    private static async Task<Usage> MeasureAsync(ProcessFigures figures)
    {
        var (began, own, children, written) =
            (Stopwatch.GetTimestamp(), figures.Processor, figures.ChildrensProcessor, figures.WrittenBytes);
        await Task.Delay(Phase, TimeProvider.System);
        var wall = Stopwatch.GetElapsedTime(began);
        return new Usage(
            (figures.Processor - own) / wall, (figures.ChildrensProcessor - children) / wall, figures.ResidentMb, figures.PeakMb,
            figures.WrittenBytes - written);
    }

    /// <summary>What was read in the visit so far.</summary>
    private static async Task<(int Pictures, int Voices)> ReadAsync(HttpClient http)
    {
        using var report = JsonDocument.Parse(await http.GetStringAsync(new Uri("v1/sensing", UriKind.Relative)));
        var sensed = report.RootElement.GetProperty("sensed");
        return (sensed.GetProperty("pictures").GetInt32(), sensed.GetProperty("voices").GetInt32());
    }

    /// <summary>Visits that are all frustrated, so that each is learned from as well; bytes written for each.</summary>
    private static async Task<double> VisitsAsync(HttpClient http, ProcessFigures figures)
    {
        await Task.Delay(BetweenVisits, TimeProvider.System);
        var written = figures.WrittenBytes;
        for (var visit = 0; visit < Visits; visit++)
        {
            await TellAsync(http, "v1/visit/start", new { language = "en", app_version = "1.0" });
            await TellAsync(http, "v1/visit/step", new { name = "payment" });
            for (var time = 0; time < 3; time++)
            {
                await TellAsync(http, "v1/visit/error", new { code = "payment_declined" });
                await Task.Delay(BetweenVisits, TimeProvider.System);
            }

            await TellAsync(http, "v1/visit/end", new { outcome = "completed" });
            await Task.Delay(BetweenVisits, TimeProvider.System);
        }

        return (figures.WrittenBytes - written) / (double)Visits;
    }

    private static async Task TellAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        if (answer.StatusCode != HttpStatusCode.Accepted)
        {
            throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static void Write(
        List<(double Wall, double Processor)> starts, Usage idle, Usage visit, int devices,
        IReadOnlyDictionary<string, double> parts, (int Pictures, int Voices) read, double bytesAVisit, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # The worker on one box

            Made by `dotnet run -c Release --project perf/Kiosk.Simulations -- box --video F --audio F` on
            {File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1] ?? "an unnamed processor"}, {Environment.ProcessorCount} cores, load
            {File.ReadAllText("/proc/loadavg").Split(' ')[0]} while it ran: `carekiosk run` in a process of its own, a broker that is away, recordings in
            place of camera and microphone at their own pace. Processor time is that of the process, in shares of one core; what
            decodes the recordings is a process of its own and stands beside it: live devices need none. What is written is what the
            kernel counts for the process (`/proc/PID/io`), in a folder that must not be in memory; windows close with every fifth visit.

            | figure | value |
            | --- | --- |
            | ready after, wall clock, best of {starts.Count} | {starts.Min(start => start.Wall):0.0} s |
            | ready after, processor time, best and worst | {starts.Min(start => start.Processor):0.0} and {starts.Max(start => start.Processor):0.0} s |
            | nobody there: processor | {idle.Own:P1} |
            | nobody there: memory | {idle.ResidentMb:0} MiB |
            | nobody there: cameras and microphones open | {devices} |
            | visit: processor of the worker | {visit.Own:P1} |
            | visit: processor of the decoders | {visit.Children:P1} |
            | visit: pictures and voices read in a second | {read.Pictures / Phase.TotalSeconds:0.0} and {read.Voices / Phase.TotalSeconds:0.0} |
            | visit: memory, now and at most | {visit.ResidentMb:0} and {visit.PeakMb:0} MiB |
            | written to disk in {Phase.TotalSeconds:0} s, nobody there and within a visit | {idle.WrittenBytes / 1024} and {visit.WrittenBytes / 1024} KiB |
            | written to disk for a visit, mean of {Visits} that are all frustrated | {bytesAVisit / 1024:0.0} KiB |
            | that is, with {VisitsADay} such visits | {bytesAVisit * VisitsADay / 1e6:0.0} MB a day |

            | memory in the visit | MiB |
            | --- | --- |
            """).ReplaceLineEndings("\n"));
        foreach (var (part, megabytes) in parts.OrderByDescending(part => part.Value))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {part} | {megabytes:0.0} |"));
        }
    }

    private sealed record Usage(double Own, double Children, double ResidentMb, double PeakMb, long WrittenBytes);
}
