using System.Globalization;
using Kiosk.Edge;
using Kiosk.Edge.Demo;
using Kiosk.Edge.Display;
using Kiosk.Edge.Sensing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiosk.Simulations;

/// <summary>The worker, with a real broker and the cloud service, through visits in fast time, and whether its memory and
/// descriptors stay as they are. As a page of Markdown.</summary>
internal static class SoakReport
{
    /// <summary>Until then everything has been used once.</summary>
    private const double WarmUpShare = 0.25;

    /// <summary>Pictures a second of the visits' own time: at 20 times the speed as many as one core has room for.</summary>
    private const string FramesPerSecond = "2";

    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(5);

    /// <summary>What it belongs to is asked less often: that takes the kernel some work.</summary>
    private const int SamplesAPart = 6;

    /// <summary>Runs it.</summary>
    /// <param name="length">How long, in the machine's own time.</param>
    /// <param name="speed">How fast the visits' time goes.</param>
    /// <param name="output">Where the page goes.</param>
    /// <param name="progress">Where it tells how far it is.</param>
    public static async Task WriteAsync(TimeSpan length, double speed, TextWriter output, TextWriter progress)
    {
        var time = new FastTime(speed);
        var script = DemoScript.Events(DateTimeOffset.UnixEpoch);
        using var figures = new DemoFigures();
        using var servers = new DemoServers();
        await servers.StartAsync(TimeProvider.System, CancellationToken.None);
        var customer = new DemoCustomer(time);
        using var host = Build(servers, customer, time);
        await host.StartAsync();
        using var app = new KioskApp(host.Services.GetRequiredService<LocalServer>().Address!, time); // it has started

        using var over = new CancellationTokenSource(length);
        var refused = 0;
        var playing = PlayAsync(app, customer, script, () => refused++, over.Token);
        var self = new ProcessFigures(Environment.ProcessId);
        var samples = new List<Sample>();
        var parts = new List<(TimeSpan At, IReadOnlyDictionary<string, double> Mb)>();
        var began = TimeProvider.System.GetTimestamp();
        var processor = self.Processor;
        while (!playing.IsCompleted)
        {
            await Task.WhenAny(playing, Task.Delay(SampleEvery, TimeProvider.System));
            var at = TimeProvider.System.GetElapsedTime(began);
            samples.Add(new Sample(
                at, self.ResidentMb, self.AnonymousMb, GC.GetTotalMemory(forceFullCollection: false) / 1048576.0, self.Descriptors,
                self.Threads, figures.Count(KioskMetrics.Visits), GC.GetGCMemoryInfo().TotalCommittedBytes / 1048576.0));
            if (samples.Count % SamplesAPart == 0)
            {
                parts.Add((at, self.Parts()));
            }

            await progress.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{at.TotalMinutes:0.0} min, {samples[^1].Visits} visits, {samples[^1].ResidentMb:0} MiB, {samples[^1].Descriptors} descriptors"));
        }

        await playing;
        var wall = TimeProvider.System.GetElapsedTime(began);
        var used = (self.Processor - processor) / wall;
        await host.StopAsync();
        Write(samples, wall, speed, used, refused, figures, output);
        WriteParts([.. parts.Where(part => part.At > wall * WarmUpShare)], speed, output);
    }

    private static IHost Build(DemoServers servers, DemoCustomer customer, TimeProvider time) => KioskHost.Build(
        [
            "--Reporting:Chain=soak",
            "--Reporting:Store=store-1",
            "--Reporting:Kiosk=kiosk-1",
            $"--Reporting:BrokerPort={servers.BrokerPort.ToString(CultureInfo.InvariantCulture)}",
            $"--Reporting:DatabasePath={servers.PathOf("outbox.db")}",
            "--Reporting:WindowLength=00:05:00",
            "--Display:Port=0",
            "--Models:AcceptNonCommercial=true",
            $"--Sensing:MaxFramesPerSecond={FramesPerSecond}",
        ],
        replace: builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.Services.Replace(ServiceDescriptor.Singleton(time));
            builder.Services.Replace(ServiceDescriptor.Singleton(_ => new SensorSet(
                new SlowCamera(new RenderedFaceCamera(customer, time), time), customer.Voice(servers.PathOf("voice.wav")))));
        });

    private static async Task PlayAsync(
        KioskApp app, DemoCustomer customer, IReadOnlyList<Edge.Recognition.ScreenEvent> script, Action refused, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            customer.Begin();
            try
            {
                await app.PlayAsync(script, DateTimeOffset.UnixEpoch, over);
            }
            catch (DemoException)
            {
                refused(); // a machine that is busy with other things falls behind 20 times sooner than it would
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                // The time is over.
            }
        }
    }

    private static void Write(
        List<Sample> samples, TimeSpan wall, double speed, double used, int refused, DemoFigures figures, TextWriter output)
    {
        var warm = samples.Where(sample => sample.At > wall * WarmUpShare).ToList();
        output.WriteLine(
            $"""
            # Soak

            Made by `dotnet run -c Release --project perf/Kiosk.Simulations -- soak --minutes {wall.TotalMinutes:0} --speed {speed:0}`: the worker
            with a rendered customer, a spoken voice, a real broker and the cloud service, all visits of the demo's script again
            and again, {speed:0} times as fast as they are. {wall.TotalMinutes:0.0} minutes, {(wall * speed).TotalHours:0.0} hours of visits:
            {samples[^1].Visits} visits, {figures.Count(KioskMetrics.Frames)} pictures, {figures.Count(KioskMetrics.Readings, "voice")} voice readings,
            {figures.Count(KioskMetrics.WindowsSent, bool.FalseString)} windows sent, {figures.Count(KioskMetrics.WindowsStored)} stored, {used:P0} of a core; {refused} rounds of the script were
            broken off, because the worker was behind and told the app so. The slope is that of the
            line that fits best, behind the first quarter, per hour of visits. The process holds the soak's own program as well.

            | figure | a quarter in | at the end | most | slope per hour of visits |
            | --- | --- | --- | --- | --- |
            """.ReplaceLineEndings("\n"));
        Row("resident memory, MiB", sample => sample.ResidentMb);
        Row("of it no file's, MiB", sample => sample.AnonymousMb);
        Row("managed heap, MiB", sample => sample.ManagedMb);
        Row("what it has from the kernel, MiB", sample => sample.CommittedMb);
        Row("descriptors", sample => sample.Descriptors);
        Row("threads", sample => sample.Threads);

        void Row(string name, Func<Sample, double> figure)
        {
            var slope = Slope.PerHour([.. warm.Select(sample => (sample.At * speed, figure(sample)))]);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {figure(warm[0]):0.0} | {figure(warm[^1]):0.0} | {warm.Max(figure):0.0} | {slope:+0.00;-0.00;0.00} |"));
        }
    }

    private static void WriteParts(List<(TimeSpan At, IReadOnlyDictionary<string, double> Mb)> parts, double speed, TextWriter output)
    {
        if (parts is not [var first, .., var last])
        {
            return;
        }

        output.WriteLine("\n| resident memory, MiB | a quarter in | at the end | slope per hour of visits |\n| --- | --- | --- | --- |");
        foreach (var name in last.Mb.Keys.OrderByDescending(name => last.Mb[name]))
        {
            var slope = Slope.PerHour([.. parts.Select(part => (part.At * speed, part.Mb.GetValueOrDefault(name)))]);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {first.Mb.GetValueOrDefault(name):0.0} | {last.Mb[name]:0.0} | {slope:+0.00;-0.00;0.00} |"));
        }
    }

    private sealed record Sample(
        TimeSpan At, double ResidentMb, double AnonymousMb, double ManagedMb, int Descriptors, int Threads, long Visits, double CommittedMb);

    /// <summary>Gives few of a camera's pictures, so that drawing them does not take what is measured.</summary>
    private sealed class SlowCamera(ICamera camera, TimeProvider time) : ICamera
    {
        private static readonly TimeSpan Apart = TimeSpan.FromSeconds(0.5);

        public void Open() => camera.Open();

        public async ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken)
        {
            await Task.Delay(Apart, time, cancellationToken);
            return await camera.ReadAsync(frame, cancellationToken);
        }

        public void Close() => camera.Close();

        public void Dispose() => camera.Dispose();
    }
}
