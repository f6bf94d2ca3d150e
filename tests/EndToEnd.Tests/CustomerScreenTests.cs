using Deque.AxeCore.Playwright;
using Kiosk.Edge.Display;
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
    public async Task Somebody_who_has_trouble_is_not_asked_about_the_camera()
    {
        var page = await OpenAsync(1080, 1920, "en");
        await Assertions.Expect(page.Locator("#consent")).ToBeVisibleAsync();

        _screen.Prompts.Show(English);
        await Assertions.Expect(page.Locator("#consent")).ToBeHiddenAsync();

        _screen.Prompts.Clear();
        await Assertions.Expect(page.Locator("#consent")).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en", "For customers aged 14 and over.")]
    [InlineData("ko", "만 14세 이상 고객님께 여쭙습니다.")]
    public async Task The_question_says_from_which_age_it_is_meant(string language, string forWhom)
    {
        var page = await OpenAsync(1080, 1920, language);

        _screen.Prompts.ShowConsent(new SensingState(SensingMode.OptIn, Agreed: null, SensingHold.None, FromAge: 14));
        await Assertions.Expect(page.Locator("#promise")).ToContainTextAsync(forWhom);

        _screen.Prompts.ShowConsent(new SensingState(SensingMode.OptIn, Agreed: false, SensingHold.None, FromAge: 14));
        await Assertions.Expect(page.Locator("#promise")).Not.ToContainTextAsync("14");
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en", "The camera and microphone are off while our staff work here.")]
    [InlineData("ko", "직원이 작업하는 동안 카메라와 마이크를 껐습니다.")]
    public async Task The_screen_says_why_the_sensors_are_closed(string language, string reason)
    {
        var page = await OpenAsync(1080, 1920, language);

        _screen.Consent.SetStaff(present: true);

        await Assertions.Expect(page.Locator("#may")).ToHaveTextAsync(reason);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData(1080, 1920, "ko")]
    [InlineData(1440, 900, "en")]
    public async Task The_indicator_opens_what_was_sensed_and_what_was_sent_word_for_word(int width, int height, string language)
    {
        const string Payload = """{"version":1,"visits":6,"frustrated":2}""";
        _screen.Report = new SensingReport(
            new SensedCounts(Pictures: 214, Voices: 3, ScreenEvents: 9, Words: 1),
            [
                new SentMessage(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero), "window", Payload),
                new SentMessage(new DateTimeOffset(2026, 1, 5, 8, 59, 0, TimeSpan.Zero), "health", "{}"),
            ]);
        var page = await OpenAsync(width, height, language);
        await page.Locator("#yes").ClickAsync();
        _screen.Prompts.ShowSensors(cameraOpen: true, microphoneOpen: true);

        await page.Locator("#sensors").ClickAsync();
        var panel = page.FrameLocator("#frame");
        await Assertions.Expect(panel.Locator("#now")).ToHaveClassAsync("open");
        await Assertions.Expect(panel.Locator("dd")).ToHaveTextAsync(["214", "3", "9", "1"]);
        await panel.Locator("summary").First.ClickAsync();
        await Assertions.Expect(panel.Locator("pre").First).ToHaveTextAsync(Payload);
        await page.ScreenshotIfAskedAsync($"sensing-{language}-{width}");
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Select(violation => $"{violation.Id}: {violation.Help}"));

        await panel.Locator("#no").ClickAsync();
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Consent { Camera: true });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Consent { Camera: false, Microphone: false });
        await page.Locator("#shut").ClickAsync();
        await Assertions.Expect(page.Locator("#panel")).ToBeHiddenAsync();
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en", "a declined payment", "Without this it would have kept silent: a declined payment.")]
    [InlineData("ko", "결제 거절", "이것이 없었다면 안내하지 않았을 것입니다: 결제 거절.")]
    public async Task A_prompt_tells_why_it_came_in_the_customers_words(
        string language, string sign, string change)
    {
        var page = await OpenAsync(1080, 1920, language);
        _screen.Prompts.Show((language == "ko" ? Korean : English) with
        {
            Why = new Explanation(
                "first_sign", 0.71, 0.1, "irritated", "payment",
                [new ExplainedSign("payment_declined", 1.8), new ExplainedSign("face", 0.7)], "guide", null,
                new Dictionary<string, double>(), [new Counterfactual(ChangeKind.WithoutSign, "payment_declined", 1.8)]),
        });

        await page.Locator("#why").ClickAsync();

        var panel = page.FrameLocator("#frame");
        await Assertions.Expect(panel.Locator("#why-signs li").First).ToHaveTextAsync(sign);
        await Assertions.Expect(panel.Locator("#why-change")).ToHaveTextAsync(change);
        await page.ScreenshotIfAskedAsync($"why-{language}");
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task What_left_the_kiosk_on_another_day_says_on_which()
    {
        var today = TimeProvider.System.GetUtcNow();
        _screen.Report = new SensingReport(
            default, [new SentMessage(today, "health", "{}"), new SentMessage(today.AddDays(-400), "window", "{}")]);
        var page = await OpenAsync(1080, 1920, "en");

        await page.Locator("#sensors").ClickAsync();

        var times = page.FrameLocator("#frame").Locator("time");
        await Assertions.Expect(times.Last).ToContainTextAsync($"{today.AddDays(-400).Year}");
        await Assertions.Expect(times.First).Not.ToContainTextAsync("/");
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_panel_whose_frame_does_not_come_can_be_closed()
    {
        var page = await OpenAsync(1080, 1920, "en");
        await page.RouteAsync("**/sensing.html*", route => route.AbortAsync());

        await page.Locator("#sensors").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Assertions.Expect(page.Locator("#panel")).ToBeHiddenAsync();

        await page.Locator("#sensors").ClickAsync();
        await Assertions.Expect(page.Locator("#panel")).ToBeVisibleAsync();
        await page.Mouse.ClickAsync(20, 1900); // beside it
        await Assertions.Expect(page.Locator("#panel")).ToBeHiddenAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task Without_the_worker_there_is_no_panel_to_open()
    {
        var page = await _screen.NewPageAsync(1080, 1920);
        await page.RouteAsync("**/v1/prompts", route => route.AbortAsync());
        await page.GotoAsync(new Uri(_screen.Address, "/?lang=en").ToString());
        await Assertions.Expect(page.Locator("#camera")).ToHaveTextAsync("Camera not connected");

        await page.Locator("#sensors").ClickAsync();

        await Assertions.Expect(page.Locator("#panel")).ToBeHiddenAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_language_a_customer_chose_is_told_and_no_prompt_changes_it_until_they_leave()
    {
        var page = await OpenAsync(1080, 1920, "en");

        await page.GetByRole(AriaRole.Button, new() { Name = "한국어" }).ClickAsync();
        Assert.Equal("ko", Assert.IsType<ScreenEvent.Touch>(await _screen.TakeAsync()).Language);
        _screen.Prompts.Show(English); // the catalogue may not have the language
        await Assertions.Expect(page.Locator("#greeting")).ToHaveTextAsync(English.Text);
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "ko");

        _screen.Prompts.Clear();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_language_chosen_under_closing_words_begins_no_visit()
    {
        var page = await OpenAsync(1080, 1920, "en");
        _screen.Prompts.Show(English with { Strategy = Strategy.Thank });
        await Assertions.Expect(page.Locator("#feedback")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "한국어" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "매우 그래요" }).ClickAsync();

        Assert.IsType<ScreenEvent.Feedback>(await _screen.TakeAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_next_customer_does_not_find_the_panel_open()
    {
        var page = await OpenAsync(1080, 1920, "en");
        await page.Locator("#sensors").ClickAsync();
        await Assertions.Expect(page.Locator("#panel")).ToBeVisibleAsync();

        _screen.Prompts.Clear();

        await Assertions.Expect(page.Locator("#panel")).ToBeHiddenAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_next_customer_is_asked_anew()
    {
        var page = await OpenAsync(1080, 1920, "en");
        await page.Locator("#yes").ClickAsync();
        _screen.Prompts.Show(Korean with { Strategy = Strategy.Thank });
        await page.Locator("#faces button").First.ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "ko");

        _screen.Consent.End();
        _screen.Prompts.Clear();

        await Assertions.Expect(page.Locator("#yes")).ToHaveAttributeAsync("aria-pressed", "false");
        await Assertions.Expect(page.Locator("#feedback")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
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
