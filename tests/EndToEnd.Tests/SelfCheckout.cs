using Bindings.Shared;
using Kiosk.Edge;
using Kiosk.Edge.Display;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>The sample app in Debian's chromium, served by the whole worker: its care, its models, and files in the place
/// of camera and microphone. There is no broker, which must not matter.</summary>
public sealed class SelfCheckout : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkout-");
    private readonly NotedLamp _lamp = new();
    private IHost? _worker;
    private Chromium? _browser;
    private Uri? _address;

    /// <summary>Whether the lamp that calls a person is on.</summary>
    internal bool LampIsOn => _lamp.IsOn;

    public async Task InitializeAsync()
    {
        _worker = KioskHost.Build(
        [
            "--Reporting:Chain=test", "--Reporting:Store=store-1", "--Reporting:Kiosk=kiosk-1", "--Reporting:BrokerPort=1",
            $"--Reporting:DatabasePath={Path.Combine(_folder.FullName, "outbox.db")}",
            $"--Sensing:Camera={Recordings.GreyPictures(_folder)}",
            $"--Sensing:Microphone={Recordings.Silence(_folder)}",
            "--Models:AcceptNonCommercial=true",
            "--Response:Cooldown=00:00:03", "--Response:ControlShare=0", "--Response:Learning=false",
            "--Display:Port=0", "--Display:DeveloperMode=true", $"--Display:AppFolder={Path.Combine(RepositoryRoot.Path, "samples", "self-checkout")}",
        ],
        replace: builder => builder.Services.Replace(ServiceDescriptor.Singleton<IIndicator>(_lamp)));
        await _worker.StartAsync();
        _address = _worker.Services.GetRequiredService<LocalServer>().Address
            ?? throw new InvalidOperationException("The screen is not served.");
        _browser = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        if (_worker is not null)
        {
            await _worker.StopAsync();
        }
    }

    public void Dispose()
    {
        _worker?.Dispose();
        _lamp.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The app at its welcome, with nobody's visit open. The caller closes it.</summary>
    internal async Task<IPage> OpenAsync(int width, int height, string language)
    {
        var browser = _browser ?? throw new InvalidOperationException("The browser does not run.");
        var page = await browser.NewPageAsync(width, height, new() { HasTouch = true });
        await page.GotoAsync(new Uri(_address!, $"/app/?lang={language}").ToString()); // it has started, so it has one
        await page.EvaluateAsync("carekiosk.end('abandoned')");
        return page;
    }

    /// <summary>A lamp that remembers whether it is on.</summary>
    private sealed class NotedLamp : IIndicator
    {
        public bool IsOn { get; private set; }

        public void Call(bool person) => IsOn = person;

        public void Dispose() => IsOn = false;
    }
}
