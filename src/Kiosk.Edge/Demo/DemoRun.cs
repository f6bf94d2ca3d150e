using System.Globalization;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Replay;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Sensing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Demo;

/// <summary>One demo: servers, worker, customer, report.</summary>
internal static class DemoRun
{
    /// <summary>How long the cloud's last receipts may take when the time is over.</summary>
    private static readonly TimeSpan ReceiptPatience = TimeSpan.FromSeconds(5);

    /// <summary>Runs a demo to its end.</summary>
    /// <param name="sources">What takes the place of the rendered customer.</param>
    /// <param name="length">How long; null until it is stopped.</param>
    /// <param name="output">Words for the person who watches.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DemoException">A part of it can't be started.</exception>
    /// <exception cref="InvalidDataException">The script can't be read.</exception>
    public static async Task<DemoReport> RunAsync(
        DemoSources sources, TimeSpan? length, TextWriter output, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var script = sources.Events is { } file
            ? ScreenScript.Read(file, DateTimeOffset.UnixEpoch)
            : sources.Live ? [] : DemoScript.Events(DateTimeOffset.UnixEpoch);
        using var figures = new DemoFigures();
        using var servers = new DemoServers();
        await output.WriteLineAsync("Starting a private broker and the fleet service…");
        await servers.StartAsync(time, cancellationToken);

        await output.WriteLineAsync(
            "Some models may not be used commercially (see their cards); the demo sets Models:AcceptNonCommercial.");
        var customer = new DemoCustomer(time);
        using var host = BuildWorker(sources, servers, customer, time);
        await host.StartAsync(cancellationToken);
        var screen = host.Services.GetRequiredService<LocalServer>().Address
            ?? throw new DemoException("The customer screen could not be served; the log says why.");
        await output.WriteLineAsync($"Customer screen: {screen}\nFleet console:   {servers.Console}\nCtrl+C ends it.");

        var began = time.GetTimestamp();
        var consent = host.Services.GetRequiredService<Consent>();
        var cameraAllowed = consent.Camera.WaitAsync(cancellationToken);
        var microphoneAllowed = consent.Microphone.WaitAsync(cancellationToken);
        using (var app = new KioskApp(screen, time))
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            if (length is { } limit)
            {
                over.CancelAfter(limit);
            }

            await PlayAsync(app, customer, script, again: sources is { Events: null, Live: false }, time, over.Token);
        }

        await WaitForReceiptsAsync(figures, time);

        // The script's customer has agreed though nothing of it may have arrived; of one of flesh and blood only that is known.
        var (watches, listens) = sources is { Live: true, Events: null }
            ? (cameraAllowed.IsCompletedSuccessfully, microphoneAllowed.IsCompletedSuccessfully)
            : (script.Any(one => one is ScreenEvent.Consent { Camera: true }), script.Any(one => one is ScreenEvent.Consent { Microphone: true }));
        var report = Report(host.Services, figures, watches, listens, isTold: script.Count > 0, time.GetElapsedTime(began));
        await host.StopAsync(CancellationToken.None);
        return report;
    }

    private static IHost BuildWorker(DemoSources sources, DemoServers servers, DemoCustomer customer, TimeProvider time)
    {
        string[] settings =
        [
            "--Reporting:Chain=demo",
            "--Reporting:Store=store-1",
            "--Reporting:Kiosk=kiosk-1",
            "--Reporting:BrokerHost=127.0.0.1",
            $"--Reporting:BrokerPort={servers.BrokerPort.ToString(CultureInfo.InvariantCulture)}",
            $"--Reporting:DatabasePath={servers.PathOf("outbox.db")}",
            "--Reporting:WindowLength=00:00:00", // a window closes with its fifth visit instead of a quarter of an hour later
            $"--Display:Port={DemoServers.PortFor(new DisplayOptions().Port).ToString(CultureInfo.InvariantCulture)}",
            "--Models:AcceptNonCommercial=true",
            $"--Sensing:Camera={LiveCamera.First}",
            $"--Sensing:Microphone={AlsaMicrophone.Prefix}default",
            "--Response:ControlShare=0", // whoever watches wants to see prompts
            "--Response:Learning=false",
        ];
        return KioskHost.Build(settings, replace: builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            if (!sources.Live)
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(_ => new SensorSet(
                    sources.Video is { } video
                        ? SensorSet.CameraOf(video, loop: true, ReplayPace.RealTime, time)
                        : new RenderedFaceCamera(customer, time),
                    sources.Audio is { } audio
                        ? new SoundFileMicrophone(audio, loop: true, ReplayPace.RealTime, time)
                        : customer.Voice(servers.PathOf("voice.wav")))));
            }

            builder.Services.AddSingleton<DemoDisplay>();
            builder.Services.Replace(
                ServiceDescriptor.Singleton<IPromptDisplay>(services => services.GetRequiredService<DemoDisplay>()));
        });
    }

    private static async Task PlayAsync(
        KioskApp app,
        DemoCustomer customer,
        IReadOnlyList<ScreenEvent> script,
        bool again,
        TimeProvider time,
        CancellationToken over)
    {
        try
        {
            do
            {
                customer.Begin();
                await app.PlayAsync(script, DateTimeOffset.UnixEpoch, over);
            }
            while (again);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, over);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The time is over, or the demo is stopped: the usual end.
        }
    }

    private static async Task WaitForReceiptsAsync(DemoFigures figures, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (figures.Count(KioskMetrics.WindowsStored) < figures.Count(KioskMetrics.WindowsSent, bool.FalseString)
            && time.GetElapsedTime(began) < ReceiptPatience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time);
        }
    }

    private static DemoReport Report(
        IServiceProvider services, DemoFigures figures, bool watches, bool listens, bool isTold, TimeSpan elapsed)
    {
        var display = services.GetRequiredService<DemoDisplay>();
        var sensors = services.GetRequiredService<SensorSet>();
        var recognizers = services.GetRequiredService<RecognizerSet>();
        var fewestVisits = services.GetRequiredService<IOptions<ReportingOptions>>().Value.FewestVisits;

        var frames = figures.Count(KioskMetrics.Frames);
        var faces = figures.Count(KioskMetrics.Faces);
        var voices = figures.Count(KioskMetrics.Readings, "voice");
        var visits = figures.Count(KioskMetrics.Visits);
        var sent = figures.Count(KioskMetrics.WindowsSent, bool.FalseString);
        var stored = figures.Count(KioskMetrics.WindowsStored);
        var prompts = DemoPrompt.Of(display.Prompts, id => figures.Values(KioskMetrics.PromptAfterOnset, id));

        watches &= sensors.Camera is not null;
        listens &= sensors.Microphone is not null;
        var windowDue = visits >= fewestVisits;
        return new DemoReport(
            Math.Round(elapsed.TotalSeconds, 1),
            frames,
            faces,
            new DemoReadings(faces, voices, figures.Count(KioskMetrics.Readings, "words")),
            visits,
            prompts,
            new DemoWindows(sent, stored, figures.Count(KioskMetrics.WindowsSent, bool.TrueString)),
            PeakResidentMb(),
            new DemoLatency(
                Percentiles.Of(figures.Values(KioskMetrics.ReadingLatency))?.Rounded(1),
                Percentiles.Of(figures.Values(KioskMetrics.PromptLatency))?.Rounded(1)),
            new DemoLinks(
                Camera: watches ? display.CameraWasOpen && frames > 0 : null,
                Face: watches ? recognizers.Face is not null && faces > 0 : null,
                Microphone: listens ? display.MicrophoneWasOpen : null,
                Voice: listens ? recognizers.Voice is not null && voices > 0 : null,
                Events: figures.Count(KioskMetrics.ScreenEvents) > 0 ? true : isTold ? false : null,
                Prompt: prompts.Count > 0 ? true : figures.Count(KioskMetrics.Episodes) > 0 ? false : null,
                WindowSent: windowDue ? sent > 0 : null,
                WindowStored: windowDue ? stored > 0 : null));
    }

    /// <summary>VmHWM of /proc/self/status (proc(5)), in kB there.</summary>
    private static int PeakResidentMb()
    {
        const string Field = "VmHWM:";
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return int.Parse(line[Field.Length..^"kB".Length], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture) / 1024;
    }
}
