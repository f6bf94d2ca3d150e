using Deque.AxeCore.Playwright;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

public sealed class CustomerScreenTests : IClassFixture<CustomerScreen>
{
    private static readonly Prompt English = new(
        "payment.guide", Cause.Payment, Strategy.Guide, 2, "en",
        "Your card was not accepted this time. You can try it again, or pay with another one.", TimeSpan.FromSeconds(6));

    private static readonly Prompt Korean = new(
        "payment.guide", Cause.Payment, Strategy.Guide, 2, "ko",
        "이번에는 카드가 승인되지 않았습니다. 다시 한 번 넣어 보시거나 다른 카드를 쓰셔도 됩니다.", TimeSpan.FromSeconds(6));

    private readonly CustomerScreen _screen;

    public CustomerScreenTests(CustomerScreen screen)
    {
        _screen = screen;
        _screen.Reset();
    }

    [Theory]
    [InlineData(1080, 1920, "en")]
    [InlineData(1080, 1920, "ko")]
    [InlineData(1440, 900, "en")]
    [InlineData(1440, 900, "ko")]
    public async Task Every_state_fits_the_screen_and_has_no_barrier(int width, int height, string language)
    {
        var prompt = language == "ko" ? Korean : English;
        var page = await OpenAsync(width, height, language);
        await CheckAsync(page, $"{language}-{width}-welcome");

        await page.Locator("#yes").ClickAsync();
        _screen.Prompts.ShowSensors(cameraOpen: true, microphoneOpen: true);
        _screen.Prompts.Show(prompt);
        await Assertions.Expect(page.Locator("#greeting")).ToHaveTextAsync(prompt.Text);
        await Assertions.Expect(page.Locator("#yes")).ToHaveAttributeAsync("aria-pressed", "true");
        await CheckAsync(page, $"{language}-{width}-prompt");

        _screen.Prompts.Show(prompt with { Strategy = Strategy.Thank });
        await page.Locator("#faces button").Nth(3).ClickAsync();
        await Assertions.Expect(page.Locator("#faces button").Nth(3)).ToHaveAttributeAsync("aria-pressed", "true");
        await CheckAsync(page, $"{language}-{width}-feedback");
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_prompt_speaks_its_own_language_and_the_screen_follows()
    {
        var page = await OpenAsync(1080, 1920, "en");

        _screen.Prompts.Show(Korean);

        await Assertions.Expect(page.Locator("#words")).ToHaveAttributeAsync("lang", "ko");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "ko");
        await Assertions.Expect(page.Locator("#yes")).ToHaveTextAsync("네, 좋아요");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Consent_is_asked_told_and_can_be_withdrawn_with_the_keyboard_alone()
    {
        var page = await OpenAsync(1440, 900, "en");

        await page.Locator("#yes").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var given = await _screen.TakeAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        var withdrawn = await _screen.TakeAsync();

        Assert.True(given is ScreenEvent.Consent { Camera: true, Microphone: true });
        Assert.True(withdrawn is ScreenEvent.Consent { Camera: false, Microphone: false });
        await Assertions.Expect(page.Locator("#may")).ToHaveTextAsync("The camera and microphone stay off.");
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_indicator_shows_what_is_open_not_what_was_agreed_to()
    {
        var page = await OpenAsync(1080, 1920, "en");

        await page.Locator("#yes").ClickAsync();
        await Assertions.Expect(page.Locator("#yes")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(page.Locator("#camera")).ToHaveTextAsync("Camera off");
        _screen.Prompts.ShowSensors(cameraOpen: true, microphoneOpen: false);

        await Assertions.Expect(page.Locator("#camera")).ToHaveTextAsync("Camera on");
        await Assertions.Expect(page.Locator("#microphone")).ToHaveTextAsync("Microphone off");
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_next_customer_is_asked_anew()
    {
        var page = await OpenAsync(1080, 1920, "en");
        await page.Locator("#yes").ClickAsync();
        _screen.Prompts.Show(English with { Strategy = Strategy.Thank });
        await page.Locator("#faces button").First.ClickAsync();

        _screen.Prompts.Clear();

        await Assertions.Expect(page.Locator("#yes")).ToHaveAttributeAsync("aria-pressed", "false");
        await Assertions.Expect(page.Locator("#feedback")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#greeting")).ToHaveTextAsync("Welcome. Take all the time you need.");
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_word_back_reaches_the_visit()
    {
        var page = await OpenAsync(1080, 1920, "ko");
        _screen.Prompts.Show(Korean with { Strategy = Strategy.Thank });

        await page.GetByRole(AriaRole.Button, new() { Name = "매우 그래요" }).ClickAsync();

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Feedback { Score: 5 });
        await page.CloseAsync();
    }

    private async Task<IPage> OpenAsync(int width, int height, string language)
    {
        var page = await _screen.NewPageAsync(width, height);
        await page.GotoAsync(new Uri(_screen.Address, $"/?lang={language}").ToString());
        await Assertions.Expect(page.Locator("#camera")).ToHaveClassAsync("closed");
        return page;
    }

    /// <summary>Nothing is cut off, nothing has to be scrolled to, and axe finds no barrier.</summary>
    private static async Task CheckAsync(IPage page, string name)
    {
        await page.ScreenshotIfAskedAsync($"screen-{name}");
        Assert.True(
            await page.EvaluateAsync<bool>(
                "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"),
            "The page is larger than the screen.");
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Select(violation => $"{violation.Id}: {violation.Help}"));
    }
}
