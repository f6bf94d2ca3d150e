using System.Threading.Channels;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Display;

/// <summary>The real server on a port the system picks, its queue, and a clock that stands still.</summary>
public sealed class LocalServerFixture : IAsyncLifetime, IDisposable
{
    internal const int QueueCapacity = 4;
    internal const string AllowedOrigin = "https://kiosk.shop.example";

    private readonly Channel<ScreenEvent> _events = Channel.CreateBounded<ScreenEvent>(QueueCapacity);
    private readonly DirectoryInfo _appFolder = Directory.CreateTempSubdirectory("app-");
    private readonly LocalServer _server;

    public LocalServerFixture()
    {
        Broadcast = new PromptBroadcast(Time);
        File.WriteAllText(Path.Combine(_appFolder.FullName, "index.html"), "<!DOCTYPE html><title>The app</title>");
        _server = new LocalServer(
            Broadcast,
            new ScreenEventSink(_events.Writer.TryWrite, Consent.CloseFor),
            new SensingReportSource(() => Report),
            new GreetingSource(() => new Dictionary<string, string> { ["ko"] = "어서 오세요." }),
            new DeveloperSink(Faces.Add, Voices.Add),
            Options.Create(new DisplayOptions
            {
                Port = 0,
                AllowedOrigins = [AllowedOrigin],
                AppFolder = _appFolder.FullName,
                DeveloperMode = true,
            }),
            Time,
            NullLoggerFactory.Instance);
    }

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));

    internal PromptBroadcast Broadcast { get; }

    /// <summary>What the sensors may do, as far as the local API decides it.</summary>
    internal Consent Consent { get; } = new(new ConsentOptions());

    /// <summary>What the worker tells of itself.</summary>
    internal SensingReport Report { get; set; } = new(default, []);

    /// <summary>Faces and voices a developer made up.</summary>
    internal List<FaceReading> Faces { get; } = [];

    internal List<VoiceReading> Voices { get; } = [];

    internal HttpClient Client { get; } = new();

    internal Uri Address => _server.Address ?? throw new InvalidOperationException("The server does not serve.");

    public async Task InitializeAsync()
    {
        await _server.StartAsync(CancellationToken.None);
        Client.BaseAddress = Address;
    }

    public async Task DisposeAsync() => await _server.StopAsync(CancellationToken.None);

    public void Dispose()
    {
        Client.Dispose();
        _server.Dispose();
        Broadcast.Dispose();
        Consent.Dispose();
        _appFolder.Delete(recursive: true);
    }

    /// <summary>The next event that reached the care loop's queue, or null when there is none.</summary>
    internal ScreenEvent? Taken() => _events.Reader.TryRead(out var screenEvent) ? screenEvent : null;

    /// <summary>What the care loop does when it stops.</summary>
    internal void StopTaking() => _events.Writer.Complete();
}
