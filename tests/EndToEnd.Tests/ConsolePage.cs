using System.Globalization;
using Kiosk.Cloud;
using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Ingest;
using Kiosk.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MosquittoBroker = Bindings.Shared.MosquittoBroker;

namespace EndToEnd.Tests;

/// <summary>The console in Debian's chromium, served by the whole fleet service with a real broker and a real file. The
/// fleet in it is made by a fixed seed.</summary>
public sealed class ConsolePage(params string[] settings) : IAsyncLifetime
{
    private static readonly string[] Causes =
        ["payment", "payment", "payment", "item_not_found", "item_not_found", "wait", "wait", "confusing_step", "price", "out_of_stock", "kiosk_fault", "unknown"];

    private static readonly string[] Answers = ["acknowledge", "explain", "explain", "guide", "guide", "guide"];

    private static readonly (string Chain, string Store)[] Stores =
    [
        ("freshmart", "seoul-gangnam"), ("freshmart", "seoul-mapo"), ("freshmart", "busan-haeundae"),
        ("nordmarkt", "berlin-mitte"), ("nordmarkt", "hamburg-altona"), ("quickbite", "london-soho"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("console-");
    private MosquittoBroker? _broker;
    private WebApplication? _cloud;
    private Chromium? _browser;

    internal MosquittoBroker Broker => _broker ?? throw new InvalidOperationException("The broker does not run.");

    internal Uri Address { get; private set; } = new("http://127.0.0.1");

    internal FleetLedger Ledger => Cloud.Services.GetRequiredService<FleetLedger>();

    internal RemedyLedger Remedies => Cloud.Services.GetRequiredService<RemedyLedger>();

    private WebApplication Cloud => _cloud ?? throw new InvalidOperationException("The service does not run.");

    public async Task InitializeAsync()
    {
        _broker = await MosquittoBroker.StartAsync();
        _cloud = CloudService.Build(
        [
            $"--Cloud:BrokerPort={_broker.Port}", $"--Cloud:DatabasePath={Path.Combine(_folder.FullName, "fleet.db")}",
            "--Cloud:Url=http://127.0.0.1:0", .. settings,
        ]);
        await _cloud.StartAsync();
        var addresses = _cloud.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Address = new Uri(addresses!.Addresses.Single()); // it has started, so it has one
        _browser = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        if (_cloud is not null)
        {
            await _cloud.StopAsync();
            await _cloud.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>The console without motion. The caller closes it.</summary>
    /// <param name="width">Of the page, pixels.</param>
    /// <param name="height">Of the page, pixels.</param>
    /// <param name="colours">Light or dark.</param>
    /// <param name="timeZone">The viewer's.</param>
    /// <param name="before">What is done to the page before it loads.</param>
    internal async Task<IPage> OpenAsync(
        int width,
        int height,
        ColorScheme colours = ColorScheme.Light,
        string timeZone = "Asia/Seoul",
        Func<IPage, Task>? before = null)
    {
        var browser = _browser ?? throw new InvalidOperationException("The browser does not run.");
        var page = await browser.NewPageAsync(
            width, height, new() { ColorScheme = colours, TimezoneId = timeZone, Locale = "en-GB" });
        if (before is not null)
        {
            await before(page);
        }

        await page.GotoAsync(Address.ToString());
        return page;
    }

    /// <summary>Twenty-four kiosks in six stores over two days, among them one that is lost, one with a fault, one that
    /// frustrates and one that holds windows back.</summary>
    internal async Task FillAsync()
    {
        var random = new Random(7);
        var now = TimeProvider.System.GetUtcNow();
        for (var number = 0; number < 24; number++)
        {
            var (chain, store) = Stores[number / 4];
            var kiosk = new KioskAddress(chain, store, string.Create(CultureInfo.InvariantCulture, $"kiosk-{(number % 4) + 1:d2}"));
            var frustration = number == 9 ? 0.45 : 0.08 + (0.1 * random.NextDouble());
            for (var window = 1; window <= 48; window++)
            {
                var closed = now.AddHours(window - 48).AddMinutes(-random.Next(1, 50));
                await Ledger.StoreWindowAsync(kiosk, Window(random, window, closed, frustration), CancellationToken.None);
            }

            await Ledger.StoreHealthAsync(kiosk, Health(number, now), CancellationToken.None);
            var status = number == 3 ? KioskState.Lost : KioskState.Online;
            await Ledger.StoreStateAsync(
                kiosk, new KioskState(1, status, "boot-1", "0.1.0", now.AddDays(-3)), retained: false, CancellationToken.None);
        }
    }

    private static KioskHealth Health(int number, DateTimeOffset now) => new(
        1, now, 260_000, 143, 51.5, number == 14 ? 28 : 0,
        new Dictionary<string, string> { ["face_detector"] = "1.0.0", ["face_expression"] = "1.0.0" },
        number == 5 ? ["camera_unreadable"] : [],
        number == 5 ? new WitnessHealth(Complete: true, UnclaimedSeconds: 0) : null,
        number == 5 ? new HealthSums(now.AddMinutes(-10), 259_200, 2_600_000, new WitnessSums(259_200, 5400, 45, 1_250_000)) : null);

    private static VisitWindow Window(Random random, int sequence, DateTimeOffset closed, double frustration)
    {
        var visits = random.Next(5, 15);
        int Some(int of, double share) => Enumerable.Range(0, of).Count(_ => random.NextDouble() < share);
        Dictionary<string, int> Drawn(string[] names, int times) => Enumerable.Range(0, times)
            .Select(_ => names[random.Next(names.Length)]).CountBy(name => name).ToDictionary();

        var frustrated = Some(visits, frustration);
        var calmed = Some(frustrated, 0.65);
        var abandoned = Some(visits, 0.06);
        var staff = Some(visits - abandoned, 0.04);
        var prompts = Drawn(Answers, frustrated);
        prompts["thank"] = calmed;
        prompts["offer_person"] = frustrated - calmed;
        return new VisitWindow
        {
            Boot = "boot-1",
            Sequence = sequence,
            Opened = closed.AddMinutes(-45),
            Closed = closed,
            K = 5,
            Visits = visits,
            Outcomes = new Dictionary<string, int>
            {
                ["completed"] = visits - abandoned - staff,
                ["abandoned"] = abandoned,
                ["staff"] = staff,
            },
            Tiers = new Dictionary<string, int> { ["screen"] = visits },
            Frustrated = frustrated,
            Calmed = calmed,
            Causes = Drawn(Causes, frustrated),
            Prompts = prompts,
            StaffCalls = staff,
            Feedback = Drawn(["2", "3", "4", "4", "5", "5", "5"], Some(visits, 0.15)),
            FeedbackFrustrated = new Dictionary<string, int>(),
            Edition = "2026-11",
            Steps = new Dictionary<string, IReadOnlyDictionary<string, StepCount>>
            {
                [sequence < 30 ? "3.1" : "3.2"] = new Dictionary<string, StepCount>
                {
                    ["scan"] = new(visits, frustrated / 4),
                    ["payment"] = new(visits - (visits - 5) / 2, Math.Min(frustrated - (frustrated / 4), visits - (visits - 5) / 2)),
                },
            },
        };
    }
}
