using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>The sample self-checkout as a customer meets it.</summary>
public sealed class SelfCheckoutTests(SelfCheckout checkout) : IClassFixture<SelfCheckout>
{
    private static readonly LocatorAssertionsToHaveTextOptions Soon = new() { Timeout = 30_000 };

    [Fact]
    public async Task Camera_and_microphone_open_with_a_yes_pause_for_the_card_and_close_with_one_tap()
    {
        var page = await checkout.OpenAsync(1080, 1920, "en");
        var state = page.Locator("carekiosk-view .state button").First;
        await Assertions.Expect(state).ToHaveTextAsync("Camera and microphone off. May they help?", Soon);
        await Tap(page, "Start");

        await state.TapAsync();
        await page.FrameLocator("iframe").GetByRole(AriaRole.Button, new() { Name = "Yes" }).TapAsync();
        await page.Locator("carekiosk-view dialog button").TapAsync();
        await Assertions.Expect(state).ToHaveTextAsync("Camera and microphone on", Soon);

        await ToPaymentAsync(page);
        await Tap(page, "Card");
        await Assertions.Expect(state).ToHaveTextAsync("Camera and microphone paused", Soon);
        await Tap(page, "Card is in");
        await EnterAsync(page, "1234");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Thank you!", Soon);
        await Assertions.Expect(state).ToHaveTextAsync("Camera and microphone on", Soon);

        await Tap(page, "Turn off");
        await Assertions.Expect(state).ToHaveTextAsync("Camera and microphone off", Soon);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Declining_costs_nothing()
    {
        var page = await checkout.OpenAsync(1080, 1920, "en");
        await Tap(page, "Start");
        await page.Locator("carekiosk-view .state button").First.TapAsync();
        await page.FrameLocator("iframe").GetByRole(AriaRole.Button, new() { Name = "No, thanks" }).TapAsync();
        await page.Locator("carekiosk-view dialog button").TapAsync();

        await DeclineAsync(page);

        await Assertions.Expect(page.Locator("carekiosk-view .card p")).Not.ToBeEmptyAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("carekiosk-view .state button").First).ToHaveTextAsync("Camera and microphone off");
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en", "[a-z]")]
    [InlineData("ko", "[가-힣]")]
    public async Task A_declined_card_leads_to_a_prompt_about_the_payment_in_the_customers_language(string language, string letters)
    {
        var page = await checkout.OpenAsync(1080, 1920, language);
        await page.EvaluateAsync("carekiosk.onPrompt((prompt) => { if (prompt) window.told = prompt; })");
        await Tap(page, language == "ko" ? "시작하기" : "Start");

        await DeclineAsync(page);

        var card = page.Locator("carekiosk-view .card p");
        await Assertions.Expect(card).ToHaveTextAsync(new Regex(letters), Soon);
        Assert.Equal("payment", await page.EvaluateAsync<string>("told.cause"));
        Assert.Equal(language, await page.EvaluateAsync<string>("told.language"));
        await page.ScreenshotIfAskedAsync($"checkout-{language}-declined");
        await CheckAsync(page);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Who_changes_the_language_in_the_middle_is_answered_in_the_new_one()
    {
        var page = await checkout.OpenAsync(1080, 1920, "en");
        await page.EvaluateAsync("carekiosk.onPrompt((prompt) => { if (prompt) window.told = prompt; })");
        await Tap(page, "Start");

        await Tap(page, "한국어");
        await DeclineAsync(page);

        await Assertions.Expect(page.Locator("carekiosk-view .card p")).ToHaveTextAsync(new Regex("[가-힣]"), Soon);
        Assert.Equal("ko", await page.EvaluateAsync<string>("told.language"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task What_changes_on_a_step_is_told_to_a_screen_reader()
    {
        var page = await checkout.OpenAsync(1080, 1920, "en");
        var said = page.Locator("#said");
        await Assertions.Expect(said).ToHaveRoleAsync(AriaRole.Status);
        await Tap(page, "Start");

        await Tap(page, "It does not scan");
        await page.Locator("#needle").FillAsync("durian");
        await page.Locator("form button").TapAsync();
        await Assertions.Expect(said).ToHaveTextAsync("We do not know “durian”.");

        await Tap(page, "Back to my items");
        await Assertions.Expect(said).ToBeEmptyAsync();
        await ToPaymentAsync(page);
        await Tap(page, "Card");
        await Tap(page, "Card is in");
        await EnterAsync(page, "12");
        await Assertions.Expect(said).ToHaveTextAsync("2 of 4 digits");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Somebody_in_distress_gets_a_person_and_sees_the_lamp()
    {
        var page = await checkout.OpenAsync(1080, 1920, "en");
        await Tap(page, "Start");

        await page.EvaluateAsync("window.failing = setInterval(() => carekiosk.error('payment_declined'), 500)");

        await Assertions.Expect(page.Locator("#lamp"))
            .ToHaveTextAsync("The lamp is on: a person is coming.", new() { Timeout = 90_000 });
        await page.EvaluateAsync("clearInterval(window.failing)");
        await page.ScreenshotIfAskedAsync("checkout-en-person");
        Assert.True(checkout.LampIsOn);

        await page.EvaluateAsync("carekiosk.end('staff')");
        await Assertions.Expect(page.Locator("#lamp")).ToBeEmptyAsync(new() { Timeout = 30_000 });
        Assert.False(checkout.LampIsOn);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData(1080, 1920, "en")]
    [InlineData(1080, 1920, "ko")]
    [InlineData(1440, 900, "en")]
    public async Task Every_step_has_large_targets_and_no_barrier(int width, int height, string language)
    {
        var page = await checkout.OpenAsync(width, height, language);
        await page.ScreenshotIfAskedAsync($"checkout-{language}-{width}-welcome");
        await CheckAsync(page);

        await page.Locator("main .main").TapAsync();
        foreach (var product in (int[])[0, 1, 2])
        {
            await page.Locator(".product").Nth(product).TapAsync();
        }

        await page.ScreenshotIfAskedAsync($"checkout-{language}-{width}-scan");
        await CheckAsync(page);

        await page.Locator(".actions button").Nth(1).TapAsync();
        await page.Locator("#needle").FillAsync("durian");
        await page.Locator("form button").TapAsync();
        await page.ScreenshotIfAskedAsync($"checkout-{language}-{width}-search");
        await CheckAsync(page);

        await page.Locator(".actions button").Last.TapAsync();
        await page.Locator("main .main").TapAsync();
        await page.ScreenshotIfAskedAsync($"checkout-{language}-{width}-pay");
        await CheckAsync(page);

        await page.Locator("main .main").First.TapAsync();
        await page.Locator("main .main").TapAsync();
        await page.ScreenshotIfAskedAsync($"checkout-{language}-{width}-pin");
        await CheckAsync(page);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_keyboard_is_enough()
    {
        var page = await checkout.OpenAsync(1440, 900, "en");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToBeFocusedAsync(); // a screen reader begins with the step's title

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");

        await Assertions.Expect(page.Locator(".basket li")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".product").First).ToBeFocusedAsync();
        await page.CloseAsync();
    }

    private static Task Tap(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).TapAsync();

    private static async Task ToPaymentAsync(IPage page)
    {
        await page.Locator(".product").First.TapAsync();
        await page.Locator("main .main").TapAsync();
    }

    private static async Task DeclineAsync(IPage page)
    {
        await ToPaymentAsync(page);
        await page.Locator("main .main").First.TapAsync();
        await page.Locator("main .main").TapAsync();
        await EnterAsync(page, "0000");
    }

    private static async Task EnterAsync(IPage page, string pin)
    {
        foreach (var digit in pin)
        {
            await Tap(page, digit.ToString());
        }
    }

    /// <summary>No barrier, nothing to touch smaller than 64 px, and nothing of CareKiosk over a control.</summary>
    private static async Task CheckAsync(IPage page)
    {
        const string Wrong =
            """
            () => {
              const box = (element) => element.getBoundingClientRect();
              const controls = [...document.querySelectorAll('button,input')];
              const views = [...document.querySelector('carekiosk-view').shadowRoot.querySelectorAll('section:not(.empty)')].map(box);
              const over = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
              return [
                ...controls.filter((control) => box(control).height < 64 || box(control).width < 64).map((control) => `${control.textContent} is small`),
                ...controls.filter((control) => views.some((view) => over(view, box(control)))).map((control) => `${control.textContent} is covered`),
                ...(document.documentElement.scrollWidth > innerWidth ? ['too wide'] : []),
              ].join('; ');
            }
            """;
        Assert.Equal("", await page.EvaluateAsync<string>(Wrong));
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
    }
}
