using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>A kiosk app of another origin with a strict Content-Security-Policy that took in the two lines.</summary>
public sealed class CareKioskScriptTests : IClassFixture<CustomerScreen>, IAsyncLifetime
{
    private static readonly DateTime Opening = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Prompt Prompt = new(
        "payment.guide", Cause.Payment, Strategy.Guide, 2, "ko", "다른 카드로 해 보시겠어요?", TimeSpan.FromSeconds(60));

    /// <summary>The stream comes and goes when a test says so.</summary>
    private const string StreamOfTheTest =
        """
        window.EventSource = class extends EventTarget {
          static CLOSED = 2;
          constructor() { super(); window.stream = this; }
          come() {
            const data = '{"camera":false,"microphone":false,"mode":"opt_in","agreed":null,"hold":"none","from_age":0}';
            this.dispatchEvent(new MessageEvent('sensors', { data }));
          }
          go() { this.onerror(); }
        };
        """;

    private readonly CustomerScreen _screen;
    private readonly KioskApp _app;

    public CareKioskScriptTests(CustomerScreen screen)
    {
        _screen = screen;
        _screen.Reset();
        _app = new KioskApp(_screen.Address);
    }

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Everything_the_app_tells_reaches_the_worker_in_order()
    {
        var page = await OpenAsync();

        await page.EvaluateAsync(
            """
            carekiosk.start({ language: 'ko', appVersion: '3.1' });
            carekiosk.consent({ camera: true });
            carekiosk.step('scan');
            carekiosk.step('pin', { private: true });
            carekiosk.error('payment_declined');
            carekiosk.wait(40);
            carekiosk.words('왜 안 돼요?');
            carekiosk.feedback(4);
            carekiosk.end('staff');
            """);

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Start { Language: "ko", AppVersion: "3.1" });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Consent { Camera: true, Microphone: false });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "scan", IsPrivate: false });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "pin", IsPrivate: true });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Error { Code: ErrorCode.PaymentDeclined });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Wait { Duration.TotalSeconds: 40 });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Words { Text: "왜 안 돼요?" });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Feedback { Score: 4 });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.End { Outcome: VisitOutcome.Staff });
        await page.CloseAsync();
    }

    [Fact]
    public async Task Four_quick_taps_at_one_place_are_a_struggle_and_three_are_not()
    {
        var page = await OpenAsync();
        await StartAsync(page);

        await TapAsync(page, 300, 300, times: 3);
        await page.Clock.RunForAsync(2_000);
        await TapAsync(page, 300, 300, times: 4);
        await page.EvaluateAsync("carekiosk.step('last')");

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Struggle { Kind: StruggleKind.RageTaps });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "last" });
        await page.CloseAsync();
    }

    [Fact]
    public async Task Taps_far_apart_or_on_a_keypad_are_no_struggle()
    {
        var page = await OpenAsync();
        await StartAsync(page);

        foreach (var x in (int[])[100, 200, 300, 400])
        {
            await TapAsync(page, x, 300, times: 1);
        }

        await page.Locator("#keypad").ClickAsync(new() { ClickCount = 6 });
        await page.EvaluateAsync("carekiosk.step('last')");

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "last" });
        await page.CloseAsync();
    }

    [Fact]
    public async Task Going_back_and_forth_between_two_steps_is_a_struggle()
    {
        var page = await OpenAsync();
        await StartAsync(page);

        await page.EvaluateAsync("for (const name of ['cart', 'pay', 'cart', 'pay']) carekiosk.step(name)");

        for (var i = 0; i < 4; i++)
        {
            Assert.True(await _screen.TakeAsync() is ScreenEvent.Step);
        }

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Struggle { Kind: StruggleKind.BackAndForth });
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_step_that_stays_open_long_is_a_struggle_once_and_only_in_a_visit()
    {
        var page = await OpenAsync();
        await StartAsync(page);

        // What waits in the page's queue grows old with its clock, so each event is taken before time goes on.
        await page.Clock.RunForAsync(46_000);
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Struggle { Kind: StruggleKind.Dwell });
        await page.Clock.RunForAsync(54_000);
        await page.EvaluateAsync("carekiosk.end()");
        Assert.True(await _screen.TakeAsync() is ScreenEvent.End { Outcome: VisitOutcome.Completed });
        await page.Clock.RunForAsync(100_000);
        await page.EvaluateAsync("carekiosk.step('last')");
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "last" });
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_customer_who_taps_at_one_step_is_there_and_does_not_dwell()
    {
        var page = await OpenAsync();
        await StartAsync(page);
        await page.EvaluateAsync("carekiosk.step('scan')");
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "scan" });

        for (var x = 100; x <= 900; x += 100)
        {
            await page.Clock.RunForAsync(30_000);
            await TapAsync(page, x, 300, times: 1);
            await page.Keyboard.PressAsync("Shift");
            Assert.True(await _screen.TakeAsync() is ScreenEvent.Touch { Language: null }); // one for both
        }

        await page.Clock.RunForAsync(45_000);
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Struggle { Kind: StruggleKind.Dwell });
        await page.Clock.RunForAsync(5_000);
        await page.Keyboard.PressAsync("Shift");
        Assert.IsType<ScreenEvent.Touch>(await _screen.TakeAsync());
        await page.Clock.RunForAsync(60_000);
        await page.EvaluateAsync("carekiosk.end()");
        Assert.IsType<ScreenEvent.End>(await _screen.TakeAsync()); // it dwelt once
        await page.Clock.RunForAsync(60_000);
        await TapAsync(page, 300, 300, times: 1);
        await page.EvaluateAsync("carekiosk.step('last')");
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "last" });
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_step_that_the_app_tells_again_is_no_dwelling()
    {
        var page = await OpenAsync();
        await StartAsync(page);

        for (var i = 0; i < 3; i++)
        {
            await page.EvaluateAsync("carekiosk.step('scan')");
            Assert.IsType<ScreenEvent.Step>(await _screen.TakeAsync());
            await page.Clock.RunForAsync(40_000);
        }

        await page.EvaluateAsync("carekiosk.step('last')");
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "last" });
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_language_chosen_in_a_visit_is_told_and_one_chosen_before_it_is_not()
    {
        var page = await OpenAsync();

        await page.EvaluateAsync("carekiosk.language('en')");
        await StartAsync(page);
        await page.EvaluateAsync("carekiosk.language('en')");

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Touch { Language: "en" });
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_worker_that_was_away_is_told_where_the_customer_is()
    {
        var page = await OpenAsync(beforeAnything: StreamOfTheTest);
        await page.EvaluateAsync("stream.come()");
        await page.EvaluateAsync("carekiosk.start({ language: 'en', appVersion: '3.1' }); carekiosk.step('scan')");
        await page.EvaluateAsync("carekiosk.language('ko')");
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Start { Again: false });
        Assert.IsType<ScreenEvent.Step>(await _screen.TakeAsync());
        Assert.IsType<ScreenEvent.Touch>(await _screen.TakeAsync());

        foreach (var change in (string[])["go", "come"])
        {
            await page.EvaluateAsync($"stream.{change}(); stream.{change}()");
            Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "scan", IsPrivate: false });
            Assert.True(await _screen.TakeAsync() is ScreenEvent.Start { Language: "ko", AppVersion: "3.1", Again: true });
        }

        await page.EvaluateAsync("carekiosk.end(); stream.go(); stream.come(); carekiosk.step('last')");
        Assert.IsType<ScreenEvent.End>(await _screen.TakeAsync());
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "last" });
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_worker_that_was_away_hears_of_the_private_step_before_all_it_has_missed()
    {
        var page = await OpenAsync(beforeAnything: StreamOfTheTest);
        await page.EvaluateAsync("stream.come()");
        await StartAsync(page);
        await page.EvaluateAsync("carekiosk.step('pin', { private: true })");
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { IsPrivate: true });

        await RefusedAsync(page, "carekiosk.error('payment_declined')");
        await page.EvaluateAsync($"fetch('{_screen.Address}v1/greetings')"); // the page has heard of the refusal by then
        await page.EvaluateAsync("stream.go()");

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "pin", IsPrivate: true });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Start { Language: "ko", Again: true });
        Assert.IsType<ScreenEvent.Error>(await _screen.TakeAsync());
        await page.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_somebody_who_may_have_left_only_a_private_step_is_told_again(bool isPrivate)
    {
        var page = await OpenAsync(beforeAnything: StreamOfTheTest);
        await page.EvaluateAsync("stream.come()");
        await StartAsync(page);
        await page.EvaluateAsync($"carekiosk.step('here', {{ private: {(isPrivate ? "true" : "false")} }})");
        Assert.IsType<ScreenEvent.Step>(await _screen.TakeAsync());
        await page.Clock.RunForAsync(45_000);
        Assert.IsType<ScreenEvent.Struggle>(await _screen.TakeAsync());

        await page.Clock.RunForAsync(91_000);
        await page.EvaluateAsync("stream.go(); carekiosk.end()");

        if (isPrivate)
        {
            Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "here", IsPrivate: true });
        }

        while (await _screen.TakeAsync() is { } told and not ScreenEvent.End)
        {
            Assert.True(isPrivate && told is ScreenEvent.Start { Again: true });
        }

        await page.CloseAsync();
    }

    [Fact]
    public async Task A_prompt_comes_in_a_card_of_its_own_goes_after_its_reading_time_and_can_be_closed()
    {
        var page = await OpenAsync();
        var card = page.Locator("carekiosk-view p");

        _screen.Prompts.Show(Prompt);
        await Assertions.Expect(card).ToHaveTextAsync(Prompt.Text);
        await page.ScreenshotIfAskedAsync("card");
        await page.GetByRole(AriaRole.Button, new() { Name = "닫기" }).ClickAsync();
        await Assertions.Expect(card).ToBeHiddenAsync();

        _screen.Prompts.Show(Prompt);
        await Assertions.Expect(card).ToBeVisibleAsync();
        await page.Clock.RunForAsync((long)Prompt.ReadingTime.TotalMilliseconds);
        await Assertions.Expect(card).ToBeHiddenAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task An_app_that_shows_prompts_itself_gets_them_and_no_card()
    {
        var page = await OpenAsync("data-carekiosk-display=off");
        await page.EvaluateAsync("carekiosk.onPrompt((prompt) => { document.title = prompt ? prompt.text : 'none'; })");

        _screen.Prompts.Show(Prompt);
        await Assertions.Expect(page).ToHaveTitleAsync(Prompt.Text);
        _screen.Prompts.Clear();
        await Assertions.Expect(page).ToHaveTitleAsync("none");

        Assert.Equal(0, await page.Locator("carekiosk-view .card").CountAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Behind_a_proxy_the_worker_is_a_path_of_the_apps_own_origin()
    {
        var page = await _screen.NewPageAsync(1080, 1920);
        await page.GotoAsync(new Uri(_app.Address, "/proxied").ToString());
        await Assertions.Expect(page.Locator("carekiosk-view .state button").First)
            .ToHaveTextAsync("카메라·마이크 꺼짐. 도움에 쓸까요?");

        await page.EvaluateAsync("carekiosk.step('scan')");
        _screen.Prompts.Show(Prompt);

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "scan" });
        await Assertions.Expect(page.Locator("carekiosk-view p")).ToHaveTextAsync(Prompt.Text);
        await page.Locator("carekiosk-view .state button").First.ClickAsync();
        await Assertions.Expect(page.FrameLocator("iframe").Locator("#now")).ToHaveTextAsync("카메라 꺼짐, 마이크 꺼짐");
        await page.CloseAsync();
    }

    [Fact]
    public async Task An_app_can_hold_a_prompt_back()
    {
        var page = await OpenAsync();
        await page.EvaluateAsync("carekiosk.onPrompt((prompt) => { document.title = prompt?.text; return false; })");

        _screen.Prompts.Show(Prompt);

        await Assertions.Expect(page).ToHaveTitleAsync(Prompt.Text);
        await Assertions.Expect(page.Locator("carekiosk-view p")).ToBeEmptyAsync();
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("addButton(100, 1500, 880, 400)")] // where the card stands at first
    [InlineData("addButton(600, 0, 480, 300)")] // where the indicator stands at first
    [InlineData("addButton(100, 1500, 880, 400); addButton(100, 900, 880, 500); addButton(0, 0, 1080, 80)")]
    [InlineData("for (let y = 0; y < 1920; y += 64) addButton(0, y, 1080, 62)")] // no place anywhere
    public async Task Card_and_indicator_cover_none_of_the_apps_controls(string controls)
    {
        const string AddButton =
            """
            const addButton = (x, y, width, height) => {
              const button = document.createElement('button');
              Object.assign(button.style,
                { position: 'absolute', left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
              document.body.style.position = 'relative';
              document.body.append(button);
            };

            """;
        const string Covered =
            """
            () => {
              const box = (element) => element.getBoundingClientRect();
              const views = [...document.querySelector('carekiosk-view').shadowRoot.querySelectorAll('section')].map(box);
              const over = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
              return over(...views) || views.some((view) => view.width === 0)
                || [...document.querySelectorAll('body button')].some((button) => views.some((view) => over(view, box(button))));
            }
            """;
        var page = await OpenAsync();
        _screen.Prompts.Show(Prompt);
        await Assertions.Expect(page.Locator("carekiosk-view p")).ToHaveTextAsync(Prompt.Text);

        await page.EvaluateAsync($"() => {{ {AddButton} {controls} }}"); // controls that come while the card is there

        Assert.False(await page.EvaluateAsync<bool>(Covered));
        await page.CloseAsync();
    }

    [Fact]
    public async Task On_a_page_that_was_scrolled_away_from_it_a_prompt_without_a_place_is_seen()
    {
        var page = await OpenAsync();
        await page.EvaluateAsync($"() => {{ {Rows(60)} scrollTo(0, 1500); }}");

        _screen.Prompts.Show(Prompt);

        await Assertions.Expect(page.Locator("carekiosk-view .card p")).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("html, body { height: 100%; margin: 0; overflow: hidden }")]
    [InlineData("body { position: fixed; inset: 0; margin: 0 }")]
    public async Task A_page_that_cannot_move_down_loses_no_control_and_shows_the_prompt_over_itself(string style)
    {
        var page = await OpenAsync();
        await page.EvaluateAsync(
            $$"""
            () => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync('{{style}}');
              document.adoptedStyleSheets = [sheet];
              document.getElementById('keypad').remove();
              {{Rows(30)}}
            }
            """);
        var last = page.Locator("body button").Last;
        await Assertions.Expect(last).ToBeInViewportAsync(new() { Ratio = 1 });

        _screen.Prompts.Show(Prompt);

        await Assertions.Expect(page.Locator("carekiosk-view .card p")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Assertions.Expect(last).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.True(await page.EvaluateAsync<bool>(
            """
            () => {
              const { left, top, width, height } = document.querySelector('carekiosk-view').shadowRoot.querySelector('.card').getBoundingClientRect();
              return document.elementFromPoint(left + width / 2, top + height / 2).localName === 'carekiosk-view';
            }
            """));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Before_a_page_an_indicator_alone_takes_no_room_for_a_card()
    {
        var page = await OpenAsync();

        await page.EvaluateAsync($"() => {{ {Rows(30)} }}");

        Assert.True(await page.EvaluateAsync<bool>(
            """
            () => {
              const view = document.querySelector('carekiosk-view');
              const indicator = view.shadowRoot.querySelector('.state').getBoundingClientRect();
              return view.getBoundingClientRect().height > 0 && document.body.getBoundingClientRect().top < indicator.bottom + 24;
            }
            """));
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_indicator_tells_the_devices_state_and_one_tap_ends_sensing()
    {
        var page = await OpenAsync();
        var state = page.Locator("carekiosk-view .state button").First;
        await Assertions.Expect(state).ToHaveTextAsync("카메라·마이크 꺼짐. 도움에 쓸까요?");

        _screen.Consent.Answer(camera: true, microphone: true);
        _screen.Prompts.ShowSensors(cameraOpen: true, microphoneOpen: false);
        await Assertions.Expect(state).ToHaveTextAsync("카메라 켜짐");
        await page.GetByRole(AriaRole.Button, new() { Name = "끄기" }).ClickAsync();

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Consent { Camera: false, Microphone: false });
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_question_is_not_put_to_somebody_who_has_trouble()
    {
        var page = await OpenAsync();
        var state = page.Locator("carekiosk-view .state button").First;

        _screen.Prompts.Show(Prompt);

        await Assertions.Expect(state).ToHaveTextAsync("카메라·마이크 꺼짐");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Consent_is_given_in_a_frame_of_the_workers_own()
    {
        var page = await OpenAsync();

        await page.Locator("carekiosk-view .state button").First.ClickAsync();
        var panel = page.FrameLocator("iframe");
        await panel.GetByRole(AriaRole.Button, new() { Name = "네, 좋아요" }).ClickAsync();

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Consent { Camera: true, Microphone: true });
        await page.GetByRole(AriaRole.Button, new() { Name = "닫기" }).ClickAsync();
        await Assertions.Expect(page.Locator("carekiosk-view dialog")).ToBeHiddenAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_panel_whose_frame_does_not_come_does_not_hold_the_app()
    {
        var page = await OpenAsync();
        await page.RouteAsync("**/sensing.html*", route => route.AbortAsync());
        var state = page.Locator("carekiosk-view .state button").First;
        var panel = page.Locator("carekiosk-view dialog");
        Func<Task>[] closing =
        [
            () => page.GetByRole(AriaRole.Button, new() { Name = "닫기" }).ClickAsync(),
            () => page.Mouse.ClickAsync(20, 1900), // beside it
            () => page.EvaluateAsync("carekiosk.end()"),
        ];
        foreach (var close in closing)
        {
            await state.ClickAsync();
            await Assertions.Expect(panel).ToBeVisibleAsync();

            await close();

            await Assertions.Expect(panel).ToBeHiddenAsync();
        }

        await page.CloseAsync();
    }

    [Fact]
    public async Task A_worker_that_goes_away_takes_its_panel_along_and_gives_no_other()
    {
        var page = await OpenAsync(beforeAnything: StreamOfTheTest);
        var state = page.Locator("carekiosk-view .state button").First;
        var panel = page.Locator("carekiosk-view dialog");
        await page.EvaluateAsync("stream.come()");
        await state.ClickAsync();
        await Assertions.Expect(panel).ToBeVisibleAsync();

        await page.EvaluateAsync("stream.go()");
        await Assertions.Expect(panel).ToBeHiddenAsync();
        await state.ClickAsync();

        await Assertions.Expect(panel).ToBeHiddenAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task Closing_the_card_gives_the_focus_back()
    {
        var page = await OpenAsync();
        _screen.Prompts.Show(Prompt);
        await page.Locator("#keypad").FocusAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "닫기" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("#keypad")).ToBeFocusedAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task An_error_of_the_app_counts_when_it_follows_a_tap_and_only_once()
    {
        var page = await OpenAsync();
        await StartAsync(page);

        await page.EvaluateAsync("dispatchEvent(new ErrorEvent('error'))");
        await TapAsync(page, 300, 900, times: 1);
        await page.EvaluateAsync("dispatchEvent(new ErrorEvent('error')); dispatchEvent(new ErrorEvent('error'))");
        await page.EvaluateAsync("carekiosk.step('last')");

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Error { Code: ErrorCode.Other });
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Step { Name: "last" });
        await page.CloseAsync();
    }

    [Fact]
    public async Task Without_the_worker_the_app_goes_on_and_the_newest_events_arrive_when_it_is_back()
    {
        var page = await OpenAsync();
        using var failures = await CutOffAsync(page);

        await page.EvaluateAsync("for (let i = 1; i <= 40; i++) carekiosk.step(`step ${i}`)");
        await failures.WaitAsync(Patience);
        await page.UnrouteAsync("**/v1/visit/*");
        await page.Clock.RunForAsync(10_000);

        for (var i = 9; i <= 40; i++)
        {
            Assert.Equal($"step {i}", Assert.IsType<ScreenEvent.Step>(await _screen.TakeAsync()).Name);
        }

        await page.CloseAsync();
    }

    [Fact]
    public async Task A_no_does_not_wait_behind_what_the_worker_does_not_take()
    {
        var page = await OpenAsync();
        _screen.Consent.Answer(camera: true, microphone: true);
        _screen.Prompts.ShowSensors(cameraOpen: true, microphoneOpen: true);
        using var failures = await CutOffAsync(page);
        await page.EvaluateAsync("for (let i = 1; i <= 40; i++) carekiosk.step(`step ${i}`)");
        await failures.WaitAsync(Patience);

        await page.GetByRole(AriaRole.Button, new() { Name = "끄기" }).ClickAsync();

        Assert.True(await _screen.TakeAsync() is ScreenEvent.Consent { Camera: false, Microphone: false });
        Assert.False(_screen.Consent.Camera.IsGiven || _screen.Consent.Microphone.IsGiven);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_private_step_and_an_end_overtake_what_the_worker_did_not_take_and_void_what_comes_too_late()
    {
        var page = await OpenAsync();
        await StartAsync(page);

        await RefusedAsync(page, "carekiosk.error('payment_declined'); carekiosk.step('scan')");
        await page.EvaluateAsync("carekiosk.step('pin', { private: true })");
        Assert.True(Assert.IsType<ScreenEvent.Step>(await _screen.TakeAsync()).IsPrivate);
        Assert.IsType<ScreenEvent.Error>(await _screen.TakeAsync()); // the step before would have ended the private one

        await RefusedAsync(page, "carekiosk.step('receipt'); carekiosk.wait(40)");
        await page.EvaluateAsync("carekiosk.end(); carekiosk.start(); carekiosk.step('menu')");
        Assert.IsType<ScreenEvent.End>(await _screen.TakeAsync());
        Assert.IsType<ScreenEvent.Start>(await _screen.TakeAsync());
        Assert.Equal("menu", Assert.IsType<ScreenEvent.Step>(await _screen.TakeAsync()).Name);
        await page.CloseAsync();
    }

    [Fact]
    public async Task An_end_is_told_however_long_the_worker_was_away()
    {
        var page = await OpenAsync();
        await StartAsync(page);
        using var failures = await CutOffAsync(page);
        await page.EvaluateAsync("carekiosk.end(); for (let i = 1; i <= 40; i++) carekiosk.step(`step ${i}`)");
        await failures.WaitAsync(Patience);
        await page.Clock.RunForAsync(31_000);
        await failures.WaitAsync(Patience);
        await page.UnrouteAsync("**/v1/visit/*");

        await page.Clock.RunForAsync(10_000);

        Assert.True(await _screen.TakeAsync() is ScreenEvent.End);
        await page.CloseAsync();
    }

    [Fact]
    public async Task What_is_half_a_minute_old_is_dropped()
    {
        var page = await OpenAsync();
        using var failures = await CutOffAsync(page);
        await page.EvaluateAsync("carekiosk.step('old')");
        await failures.WaitAsync(Patience);
        await page.Clock.RunForAsync(31_000);
        await failures.WaitAsync(Patience);
        await page.UnrouteAsync("**/v1/visit/*");

        await page.EvaluateAsync("carekiosk.step('new')");
        await page.Clock.RunForAsync(10_000);

        Assert.Equal("new", Assert.IsType<ScreenEvent.Step>(await _screen.TakeAsync()).Name);
        await page.CloseAsync();
    }

    /// <summary>Fills the page with rows of buttons that leave no place between them.</summary>
    private static string Rows(int count) =>
        $$"""
        for (let i = 0; i < {{count}}; i++) {
          const row = document.createElement('button');
          Object.assign(row.style, { display: 'block', width: '100%', height: '62px', margin: '0' });
          document.body.append(row);
        }
        """;

    private async Task<IPage> OpenAsync(string attribute = "", string beforeAnything = "")
    {
        var page = await _screen.NewPageAsync(1080, 1920);
        if (beforeAnything.Length > 0)
        {
            await page.AddInitScriptAsync(beforeAnything);
        }

        page.PageError += (_, error) => throw new InvalidOperationException($"The script broke the app: {error}");
        await page.Clock.InstallAsync(new() { TimeDate = Opening });
        await page.GotoAsync(new Uri(_app.Address, attribute.Length == 0 ? "/" : $"/?{attribute}").ToString());

        // From now on the page's time moves only when a test moves it.
        await page.Clock.PauseAtAsync(Opening.AddHours(1));
        return page;
    }

    private async Task StartAsync(IPage page)
    {
        await page.EvaluateAsync("carekiosk.start()");
        Assert.True(await _screen.TakeAsync() is ScreenEvent.Start { Language: "ko" });
    }

    /// <summary>Takes the worker away from the page.</summary>
    /// <returns>Counts the calls that failed.</returns>
    private static async Task<SemaphoreSlim> CutOffAsync(IPage page)
    {
        var failures = new SemaphoreSlim(0);
        page.RequestFailed += (_, _) => failures.Release();
        await page.RouteAsync("**/v1/visit/*", route => route.AbortAsync());
        return failures;
    }

    /// <summary>Tells something of which the worker refuses the first; before the page tries it again, its time has to move.
    /// </summary>
    private async Task RefusedAsync(IPage page, string told)
    {
        var refused = _screen.RefuseNext();
        await page.EvaluateAsync(told);
        await refused.WaitAsync(Patience);
    }

    private static async Task TapAsync(IPage page, int x, int y, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await page.Mouse.ClickAsync(x, y);
        }
    }
}
