using Deque.AxeCore.Playwright;
using Kiosk.Edge.Replay;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>A recorded visit as a manager steps through it in a browser.</summary>
public sealed class ReplayPageTests : IAsyncLifetime
{
    private const string Visit =
        """
        {"t":0,"event":"start","language":"en","app_version":"3.2"}
        {"t":2,"event":"step","name":"scan"}
        {"t":6,"event":"step","name":"payment"}
        {"t":10,"event":"error","code":"payment_declined"}
        {"t":24,"event":"error","code":"payment_declined"}
        {"t":40,"event":"words","text":"canary words <script>alert(1)</script>"}
        {"t":60,"event":"end","outcome":"completed"}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("replay-");
    private Chromium? _browser;

    public async Task InitializeAsync() => _browser = await Chromium.StartAsync();

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(1280, 900, "replay")]
    [InlineData(390, 844, "replay-narrow")]
    public async Task A_manager_steps_through_every_prompt_and_silence(int width, int height, string name)
    {
        var file = await ReplayAsync();
        var page = await _browser!.NewPageAsync(width, height); // started before each test
        await page.GotoAsync(new Uri(file).ToString());
        var step = page.Locator("#steps > li:visible");

        await Assertions.Expect(step).ToHaveCountAsync(1);
        await Assertions.Expect(step).ToContainTextAsync("keeps silent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Assertions.Expect(step).ToContainTextAsync("speaks");
        await Assertions.Expect(step).ToContainTextAsync("Your basket is safe");
        await Assertions.Expect(step).ToContainTextAsync("payment declined");
        await Assertions.Expect(step).ToContainTextAsync("would not have been high enough");
        await page.ScreenshotIfAskedAsync(name);
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Locator("#where")).ToContainTextAsync("Step 1 of");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        Assert.True(await step.CountAsync() >= 4);

        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"));
    }

    [Fact]
    public async Task The_page_needs_nothing_else_and_holds_no_words_of_the_customer()
    {
        var text = await File.ReadAllTextAsync(await ReplayAsync());

        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", text, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", text, StringComparison.Ordinal);
    }

    private async Task<string> ReplayAsync()
    {
        var events = Path.Combine(_folder.FullName, "visit.jsonl");
        var page = Path.Combine(_folder.FullName, "visit.html");
        await File.WriteAllTextAsync(events, Visit);

        var status = await ReplayCommand.Create().Parse(["--events", events, "--html", page, "--json"]).InvokeAsync();

        Assert.Equal(0, status);
        return page;
    }
}
