using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Kiosk.Wire;
using Microsoft.Playwright;
using MQTTnet;
using MQTTnet.Protocol;

namespace EndToEnd.Tests;

/// <summary>The console as a fleet manager meets it.</summary>
public sealed partial class ConsolePageTests : IAsyncLifetime
{
    private readonly ConsolePage _console = new();

    public Task InitializeAsync() => _console.InitializeAsync();

    public Task DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData(1440, 900, ColorScheme.Light, "console")]
    [InlineData(1440, 900, ColorScheme.Dark, "console-dark")]
    [InlineData(390, 844, ColorScheme.Light, "console-narrow")]
    public async Task Fleet_kiosk_and_tables_fit_the_screen_and_have_no_barrier(
        int width, int height, ColorScheme colours, string name)
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(width, height, colours);
        await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("23 of 24");
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        await CheckAsync(page, name);

        await page.GetByRole(AriaRole.Button, new() { Name = "Table of What frustrates" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "What frustrates, table" })).ToBeVisibleAsync();
        await CheckAsync(page, $"{name}-table");

        await page.Locator(".kiosk").Nth(1).ClickAsync();
        await Assertions.Expect(page.Locator("#box")).ToContainTextAsync("Camera unreadable");
        await Assertions.Expect(page.Locator("#box")).ToContainTextAsync("camera open 1.5 h, microphone open 45 s, 1.3 MB sent.");
        await Assertions.Expect(page.Locator("#box")).ToContainTextAsync("867 kB a day");
        await CheckAsync(page, $"{name}-kiosk");
    }

    /// <summary>What a screen reader meets, without what the time of day changes: every number as 0, a chart by its name
    /// alone. <c>CAREKIOSK_GOLDEN=write dotnet test</c> writes the file anew.</summary>
    [Fact]
    public async Task The_page_is_that_of_its_golden_file()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        await page.GetByText("7 days").ClickAsync(); // all of the fleet's windows, whatever the time of day
        await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("23 of 24");
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");

        var snapshot = Numbers().Replace(Axes().Replace(await page.Locator("body").AriaSnapshotAsync(), "$1"), "0")
            .Replace("just now", "0 min ago", StringComparison.Ordinal);

        var golden = Path.Combine(Repository.Root, "tests", "golden", "console", "fleet.yaml");
        if (Environment.GetEnvironmentVariable("CAREKIOSK_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!); // below the repository
            await File.WriteAllTextAsync(golden, snapshot + "\n");
        }

        Assert.Equal(await File.ReadAllTextAsync(golden), snapshot + "\n");
    }

    [Fact]
    public async Task An_empty_fleet_says_what_to_do()
    {
        var page = await _console.OpenAsync(1440, 900);

        await Assertions.Expect(page.Locator("#welcome")).ToContainTextAsync("No kiosk has reported yet");
        await Assertions.Expect(page.Locator("#columns")).ToBeHiddenAsync();
        await CheckAsync(page, "console-empty");
    }

    [Fact]
    public async Task Kiosks_that_need_a_look_come_first_and_can_be_searched()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        var tags = page.Locator(".kiosk .tag");

        await Assertions.Expect(tags).ToHaveTextAsync(["Lost", "Camera unreadable", "Frustration", "28 windows wait"]);
        await page.GetByLabel("Search kiosks").FillAsync("soho");
        await Assertions.Expect(page.Locator("#list-count")).ToHaveTextAsync("4 of 24");
        await page.GetByLabel("Search kiosks").FillAsync("nowhere");
        await Assertions.Expect(page.Locator("#kiosks")).ToContainTextAsync("No kiosk matches.");
    }

    [Fact]
    public async Task A_window_that_arrives_is_on_the_page_without_a_reload()
    {
        var page = await _console.OpenAsync(1440, 900);
        await Assertions.Expect(page.Locator("#welcome")).ToBeVisibleAsync();

        await SendWindowAsync();

        await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("Visits6", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("2 of 6 visits, not enough yet");
        await Assertions.Expect(page.Locator(".kiosk")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_broker_that_is_away_is_told_and_forgotten_when_it_is_back()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");

        _console.Broker.Kill();
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Not receiving", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#banner")).ToContainTextAsync("There is no broker at 127.0.0.1:");
        await CheckAsync(page, "console-no-broker");

        await _console.Broker.RestartAsync();
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#banner")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task The_list_is_walked_and_a_kiosk_opened_and_left_with_the_keyboard_alone()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        await page.Locator(".kiosk").First.FocusAsync();

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#box")).ToContainTextAsync("Camera unreadable");
        await Assertions.Expect(page.Locator("#box")).ToContainTextAsync("camera open 1.5 h, microphone open 45 s, 1.3 MB sent.");
        await Assertions.Expect(page.Locator("#box")).ToContainTextAsync("867 kB a day");
        await Assertions.Expect(page.Locator(".kiosk").Nth(1)).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".kiosk").Nth(1)).ToHaveAttributeAsync("aria-current", "true");

        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#box")).ToBeHiddenAsync();
    }

    /// <summary>Today's offset is two hours, and on that day it was one.</summary>
    [Fact]
    public async Task A_day_before_the_clocks_changed_has_its_own_name()
    {
        var page = await _console.OpenAsync(1440, 900, timeZone: "Europe/Berlin");

        var names = await page.EvaluateAsync<string[]>("""
            async () => {
              const words = await import("/words.js");
              const begin = new Date("2026-03-26T22:00:00Z");
              return [words.part(begin, 86_400), words.tick(begin, 86_400), words.tick(begin, 21_600)];
            }
            """);

        Assert.All(names, name => Assert.Contains("27", name, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\d+([.,:]\d+)*")]
    private static partial Regex Numbers();

    /// <summary>A chart's line: its name, then what its axes say.</summary>
    [GeneratedRegex(@"(?m)^(\s*- '?img .*""'?):.*$")]
    private static partial Regex Axes();

    /// <summary>Nothing sticks out sideways, and axe finds nothing.</summary>
    private static async Task CheckAsync(IPage page, string name)
    {
        Assert.True(await page.EvaluateAsync<bool>(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{name} is too wide");
        var found = await page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            $"{name}: {string.Join("; ", found.Violations.Select(one => $"{one.Help} at {one.Nodes[0].Html}"))}");
        await page.ScreenshotIfAskedAsync(name);
    }

    private async Task SendWindowAsync()
    {
        var address = new KioskAddress("freshmart", "seoul-mapo", "kiosk-03");
        var window = new VisitWindow
        {
            Boot = "boot-1",
            Sequence = 1,
            Opened = TimeProvider.System.GetUtcNow().AddMinutes(-20),
            Closed = TimeProvider.System.GetUtcNow(),
            K = 5,
            Visits = 6,
            Outcomes = new Dictionary<string, int> { ["completed"] = 6 },
            Tiers = new Dictionary<string, int> { ["screen"] = 6 },
            Frustrated = 2,
            Calmed = 1,
            Causes = new Dictionary<string, int> { ["payment"] = 2 },
            Prompts = new Dictionary<string, int> { ["guide"] = 2 },
            StaffCalls = 0,
            Feedback = new Dictionary<string, int>(),
        };
        var id = new EventId(address, window.Boot, window.Sequence).ToString();
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder()
            .WithTcpServer(_console.Broker.Host, _console.Broker.Port)
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
            .Build());
        await client.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic(Topics.For(address, Channels.Window))
            .WithPayload(JsonSerializer.SerializeToUtf8Bytes(window, WireJson.Default.VisitWindow))
            .WithUserProperty("id", Encoding.UTF8.GetBytes(id))
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build());
        await client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build());
    }
}
