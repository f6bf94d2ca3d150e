using System.Threading.Channels;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>The customer screen in Debian's chromium, served by the real local server.</summary>
public sealed class CustomerScreen : IAsyncLifetime, IDisposable
{
    private readonly Channel<ScreenEvent> _events = Channel.CreateBounded<ScreenEvent>(64);
    private readonly LocalServer _server;
    private Chromium? _browser;
    private TaskCompletionSource? _refusesNext;

    public CustomerScreen()
    {
        Prompts = new PromptBroadcast(TimeProvider.System);
        Consent.Changed += Prompts.ShowConsent;
        _server = new LocalServer(
            Prompts,
            new ScreenEventSink(Take, Consent.CloseFor),
            new SensingReportSource(() => Report),
            new GreetingSource(() => Greetings),
            new DeveloperSink(_ => { }, _ => { }),
            Options.Create(new DisplayOptions { Port = 0, AllowedOrigins = [KioskApp.Origin] }),
            TimeProvider.System,
            NullLoggerFactory.Instance);
    }

    internal PromptBroadcast Prompts { get; }

    /// <summary>The customer's word, as the worker keeps it.</summary>
    internal Consent Consent { get; } = new(new ConsentOptions());

    /// <summary>What the worker tells of itself.</summary>
    internal SensingReport Report { get; set; } = new(default, []);

    /// <summary>The brand's greetings.</summary>
    internal IReadOnlyDictionary<string, string> Greetings { get; set; } = new Dictionary<string, string>();

    internal Uri Address => _server.Address ?? throw new InvalidOperationException("The screen is not served.");

    public async Task InitializeAsync()
    {
        await _server.StartAsync(CancellationToken.None);
        _browser = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        await _server.StopAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _server.Dispose();
        Prompts.Dispose();
        Consent.Dispose();
    }

    /// <summary>A page without motion, so that what is looked at stands still. The caller closes it.</summary>
    internal Task<IPage> NewPageAsync(int width, int height) =>
        (_browser ?? throw new InvalidOperationException("The browser does not run.")).NewPageAsync(width, height);

    /// <summary>The next event that reached the care loop's queue.</summary>
    internal async Task<ScreenEvent> TakeAsync() =>
        await _events.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

    /// <summary>The care loop is behind for one event.</summary>
    /// <returns>Ends when it was refused.</returns>
    internal Task RefuseNext()
    {
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _refusesNext = refused;
        return refused.Task;
    }

    /// <summary>A new customer: no prompt, sensors closed, nothing queued.</summary>
    internal void Reset()
    {
        Prompts.Clear();
        Prompts.ShowSensors(cameraOpen: false, microphoneOpen: false);
        Consent.Take(new ScreenEvent.End(default, VisitOutcome.Abandoned));
        Consent.SetStaff(present: false);
        Consent.Begin();
        Report = new SensingReport(default, []);
        while (_events.Reader.TryRead(out _))
        {
            // What another test left.
        }
    }

    private bool Take(ScreenEvent screenEvent)
    {
        if (Interlocked.Exchange(ref _refusesNext, null) is { } refused)
        {
            Consent.CloseFor(screenEvent);
            refused.SetResult();
            return false;
        }

        Consent.Take(screenEvent);
        return _events.Writer.TryWrite(screenEvent);
    }
}
