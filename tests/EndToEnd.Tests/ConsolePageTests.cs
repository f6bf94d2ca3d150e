using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bindings.Shared;
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
        await Assertions.Expect(page.Locator("#as-of")).ToContainTextAsync("as of");
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
        await Assertions.Expect(page.Locator("#as-of")).ToContainTextAsync("Last 7 days, as of");
        await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("23 of 24");
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");

        var snapshot = Numbers().Replace(Axes().Replace(await page.Locator("body").AriaSnapshotAsync(), "$1"), "0")
            .Replace("just now", "0 min ago", StringComparison.Ordinal);

        var golden = Path.Combine(RepositoryRoot.Path, "tests", "golden", "console", "fleet.yaml");
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
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "4 of 24 kiosks" })).ToBeVisibleAsync();
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
    public async Task A_kiosk_of_which_nothing_comes_is_told_by_itself()
    {
        var console = new ConsolePage("--Cloud:SilentAfter=00:00:01");
        try
        {
            await console.InitializeAsync();
            await console.FillAsync();
            var page = await console.OpenAsync(1440, 900);

            await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("0 of 24", new() { Timeout = 60_000 });
            await Assertions.Expect(page.Locator("#needs .need-lost")).ToHaveTextAsync("Lost24");
            await CheckAsync(page, "console-silent");

            await page.Locator(".kiosk", new() { HasText = "Silent" }).First.ClickAsync();
            await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("Silent since ");
        }
        finally
        {
            await console.DisposeAsync();
        }
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

    [Fact]
    public async Task The_skip_link_leads_to_the_figures_of_the_kiosk_that_is_looked_at()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        await page.Locator(".kiosk").Nth(1).ClickAsync();
        await Assertions.Expect(page.Locator("#box")).ToBeVisibleAsync();
        var address = page.Url;

        await page.Locator(".skip").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("#scope")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#box")).ToBeVisibleAsync();
        Assert.Equal(address, page.Url);
    }

    [Fact]
    public async Task Figures_stand_below_the_heading_of_their_own_question_when_the_next_one_fails()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("23 of 24");
        await page.RouteAsync(Trends(), route => route.FulfillAsync(new() { Status = 503, Json = new { detail = "The disk is gone." } }));

        await page.GetByText("7 days").ClickAsync();
        await page.GetByLabel("Chain").SelectOptionAsync("nordmarkt");

        await Assertions.Expect(page.Locator("#banner")).ToContainTextAsync("The disk is gone.");
        await Assertions.Expect(page.Locator("#scope")).ToHaveTextAsync("All kiosks");
        await Assertions.Expect(page.Locator("#as-of")).ToContainTextAsync("Last 24 hours");
        await Assertions.Expect(page.Locator("#page")).ToHaveAttributeAsync("aria-busy", "false");

        await page.UnrouteAsync(Trends());
        await page.GetByText("30 days").ClickAsync();
        await Assertions.Expect(page.Locator("#scope")).ToHaveTextAsync("nordmarkt");
        await Assertions.Expect(page.Locator("#as-of")).ToContainTextAsync("Last 30 days");
        await Assertions.Expect(page.Locator("#banner")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task An_answer_that_takes_long_is_not_given_up_for_a_newer_one()
    {
        await _console.FillAsync();
        var asked = 0;
        var found = new TaskCompletionSource();
        var page = await _console.OpenAsync(1440, 900, before: async page =>
        {
            await LetTheTestSpeakAsync(page);
            await page.RouteAsync(Trends(), async route =>
            {
                asked++;
                await found.Task;
                await route.ContinueAsync();
            });
        });

        for (var second = 0; second < 10; second++)
        {
            await SayStatusAsync(page);
            await page.Clock.RunForAsync(1000);
        }

        Assert.Equal(1, asked);
        found.SetResult();
        await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("23 of 24");
        await page.RunAndWaitForRequestAsync(() => page.Clock.RunForAsync(3000), Trends());
    }

    [Fact]
    public async Task A_line_that_says_nothing_is_lost_and_listened_to_anew()
    {
        var page = await _console.OpenAsync(1440, 900, before: LetTheTestSpeakAsync);
        await SayStatusAsync(page);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");

        await page.Clock.RunForAsync(30_000);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        await page.Clock.RunForAsync(10_000);

        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Reconnecting");
        Assert.True(await page.EvaluateAsync<bool>("lines.length === 2 && lines[0].readyState === EventSource.CLOSED"));
        await SayStatusAsync(page);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task A_page_that_nobody_looks_at_holds_no_line_and_asks_for_nothing()
    {
        var page = await _console.OpenAsync(1440, 900, before: LetTheTestSpeakAsync);
        await SayStatusAsync(page);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Locator("#as-of")).ToContainTextAsync("as of");
        await SayStatusAsync(page); // what is shown is stale from now on, and would be asked for again
        var asked = 0;
        page.Request += (_, request) => asked += Trends().IsMatch(request.Url) ? 1 : 0;

        await LookAsync(page, isHidden: true);
        Assert.True(await page.EvaluateAsync<bool>("lines[0].readyState === EventSource.CLOSED"));
        await page.Clock.RunForAsync(60_000);
        Assert.Equal((1, 0), (await page.EvaluateAsync<int>("lines.length"), asked));

        await page.RunAndWaitForRequestAsync(
            async () =>
            {
                await LookAsync(page, isHidden: false);
                await page.Clock.RunForAsync(1);
            },
            Trends());
        Assert.Equal(2, await page.EvaluateAsync<int>("lines.length"));
        await SayStatusAsync(page);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");

        // Nor is a line that broke made anew.
        await page.EvaluateAsync("lines[1].close(); lines[1].heard.error()");
        await LookAsync(page, isHidden: true);
        await page.Clock.RunForAsync(60_000);
        Assert.Equal(2, await page.EvaluateAsync<int>("lines.length"));
    }

    [Fact]
    public async Task An_address_that_is_damaged_shows_the_whole_fleet()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        await page.Locator(".kiosk").First.ClickAsync();
        await Assertions.Expect(page.Locator("#scope")).ToContainTextAsync("kiosk-");

        await page.EvaluateAsync("location.hash = '#/freshmart/%E0%A4%A/kiosk-01'");
        await Assertions.Expect(page.Locator("#scope")).ToHaveTextAsync("All kiosks");

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("23 of 24");
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task What_could_not_be_noted_is_told_and_kept()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        await page.GetByLabel("Chain").SelectOptionAsync("freshmart");
        await page.GetByLabel("Store").SelectOptionAsync("seoul-mapo");
        var action = page.GetByLabel("What is done about it");
        await action.FillAsync("   ");
        Assert.False(await page.EvaluateAsync<bool>("document.forms.remedy.checkValidity()"));

        await page.RouteAsync(Remedies(), route => route.Request.Method == "POST" ? route.AbortAsync() : route.ContinueAsync());
        await action.FillAsync("A new card reader");
        await page.GetByRole(AriaRole.Button, new() { Name = "Note it" }).ClickAsync();
        await Assertions.Expect(page.Locator("#banner")).ToContainTextAsync("It was not noted. The console service cannot be reached.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Table of What frustrates" }).ClickAsync(); // draws all
        await Assertions.Expect(page.Locator("#banner")).ToContainTextAsync("It was not noted.");
        await Assertions.Expect(action).ToHaveValueAsync("A new card reader");

        await page.UnrouteAsync(Remedies());
        await page.GetByRole(AriaRole.Button, new() { Name = "Note it" }).ClickAsync();
        await Assertions.Expect(page.Locator("#remedy-list")).ToContainTextAsync("A new card reader");
        await Assertions.Expect(action).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("#banner")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task A_page_of_the_list_that_is_no_more_gives_way_to_the_last_one()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        await Assertions.Expect(page.Locator("#pager")).ToContainTextAsync("1–15 of 24");
        await page.RouteAsync(SecondPage(), route => route.FulfillAsync(new()
        {
            Json = new { statuses = new { online = 24 }, needs = new { none = 24 }, total = 15, kiosks = Array.Empty<object>() },
        }));

        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();

        await Assertions.Expect(page.Locator("#as-of")).ToContainTextAsync("as of");
        await Assertions.Expect(page.Locator(".kiosk")).ToHaveCountAsync(15);
        await Assertions.Expect(page.Locator("#pager")).ToContainTextAsync("1–15 of 24");
    }

    [Fact]
    public async Task A_table_that_is_drawn_anew_keeps_the_focus_and_where_it_was_scrolled_to()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        await page.GetByRole(AriaRole.Button, new() { Name = "Table of What frustrates" }).ClickAsync();
        var table = page.GetByRole(AriaRole.Region, new() { Name = "What frustrates, table" });
        await table.FocusAsync();
        await table.EvaluateAsync("table => { table.scrollTop = 40; table.dataset.before = '1'; }");

        await page.SetViewportSizeAsync(1400, 900);

        await Assertions.Expect(page.Locator("[data-before]")).ToHaveCountAsync(0);
        await Assertions.Expect(table).ToBeFocusedAsync();
        Assert.Equal(40, await table.EvaluateAsync<int>("table => table.scrollTop"));
    }

    [Fact]
    public async Task What_is_quick_is_drawn_while_something_else_takes_long()
    {
        await _console.FillAsync();
        var slow = new TaskCompletionSource();
        var page = await _console.OpenAsync(1440, 900, before: page => page.RouteAsync(Effects(), async route =>
        {
            await slow.Task;
            await route.ContinueAsync();
        }));

        await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("23 of 24");
        await Assertions.Expect(page.Locator("#steps")).ToContainTextAsync("Became frustrated");
        await Assertions.Expect(page.Locator("#effect")).ToContainTextAsync("Loading");
        await page.GetByLabel("Search kiosks").FillAsync("soho");
        await Assertions.Expect(page.Locator(".kiosk")).ToHaveCountAsync(4);

        slow.SetResult();
        await Assertions.Expect(page.Locator("#effect")).ToContainTextAsync("No frustrated visit has been told of");
    }

    [Fact]
    public async Task A_search_asks_for_the_list_alone()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900, before: LetTheTestSpeakAsync);
        await Assertions.Expect(page.Locator("#tiles")).ToContainTextAsync("23 of 24");
        await Assertions.Expect(page.Locator("#kiosks")).ToHaveAttributeAsync("aria-busy", "false");
        List<string> asked = [];
        page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);

        await page.GetByLabel("Search kiosks").FillAsync("soho");
        await Assertions.Expect(page.Locator(".kiosk")).ToHaveCountAsync(4);

        Assert.Equal(["/api/kiosks"], asked.Distinct());
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_has_a_sentence_of_its_own()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900, before: page => page.AddInitScriptAsync(
            "AbortSignal.timeout = () => AbortSignal.abort(new DOMException('', 'TimeoutError'));"));

        await Assertions.Expect(page.Locator("#banner")).ToContainTextAsync("The console service has not answered within 60 seconds.");
    }

    /// <summary>The service has found the figures two days before by its own clock, whatever the viewer's says.</summary>
    [Fact]
    public async Task Figures_that_are_not_of_today_have_a_date_and_are_soon_asked_for_again()
    {
        await _console.FillAsync();
        var foundAt = TimeProvider.System.GetUtcNow().AddDays(-2);
        var page = await _console.OpenAsync(1440, 900, timeZone: "UTC", before: async page =>
        {
            await LetTheTestSpeakAsync(page);
            await page.RouteAsync(Trends(), async route =>
            {
                var answer = await route.FetchAsync();
                var trend = JsonNode.Parse(await answer.TextAsync())!.AsObject(); // the service answers with one
                trend["as_of"] = foundAt;
                await route.FulfillAsync(new() { Response = answer, Body = trend.ToJsonString() });
            });
        });

        var at = foundAt.ToString("MMM d, HH:mm:ss", CultureInfo.InvariantCulture);
        await Assertions.Expect(page.Locator("#as-of")).ToHaveTextAsync($"Last 24 hours, as of {at}");
        await page.GetByText("30 days").ClickAsync();
        await page.Clock.RunForAsync(1);
        await Assertions.Expect(page.Locator("#as-of")).ToHaveTextAsync($"Last 30 days, as of {at}");
        await Assertions.Expect(page.Locator("#kiosks")).ToHaveAttributeAsync("aria-busy", "false");
        await SayStatusAsync(page);
        await page.RunAndWaitForRequestAsync(() => page.Clock.RunForAsync(5000), Trends());
    }

    [Fact]
    public async Task A_chart_of_many_visits_shows_every_digit_of_its_axis()
    {
        var kiosk = new KioskAddress("freshmart", "seoul-mapo", "kiosk-01");
        var now = TimeProvider.System.GetUtcNow();
        await _console.Ledger.StoreWindowAsync(kiosk, new VisitWindow
        {
            Boot = "boot-1",
            Sequence = 1,
            Opened = now.AddMinutes(-20),
            Closed = now,
            K = 5,
            Visits = 1_100_000,
            Outcomes = new Dictionary<string, int> { ["completed"] = 1_100_000 },
            Tiers = new Dictionary<string, int> { ["screen"] = 1_100_000 },
            Frustrated = 137_500,
            Calmed = 0,
            Causes = new Dictionary<string, int> { ["payment"] = 137_500 },
            Prompts = new Dictionary<string, int>(),
            StaffCalls = 0,
            Feedback = new Dictionary<string, int>(),
        }, CancellationToken.None);
        var page = await _console.OpenAsync(1440, 900);
        await Assertions.Expect(page.Locator("#outcomes svg")).ToBeVisibleAsync();

        var leftmost = await page.EvaluateAsync<double>("""
            Math.min(...[...document.querySelectorAll("svg.chart text.axis")].map((text) => text.getBBox().x))
            """);

        Assert.Contains("1,500,000", await page.Locator("#outcomes svg").TextContentAsync(), StringComparison.Ordinal);
        Assert.InRange(leftmost, 0, 100);
        await CheckAsync(page, "console-large");
    }

    [Fact]
    public async Task What_is_selected_and_what_is_pressed_outlive_an_answer()
    {
        await _console.FillAsync();
        var lost = 1;
        var page = await _console.OpenAsync(1440, 900, before: async page =>
        {
            await LetTheTestSpeakAsync(page);
            await page.RouteAsync(Lists(), async route =>
            {
                var answer = await route.FetchAsync();
                var list = JsonNode.Parse(await answer.TextAsync())!.AsObject(); // the service answers with one
                list["needs"]!["lost"] = lost; // it has one
                await route.FulfillAsync(new() { Response = answer, Body = list.ToJsonString() });
            });
        });
        var chip = page.Locator("#needs .need-lost");
        await Assertions.Expect(chip).ToHaveTextAsync("Lost1");
        await Assertions.Expect(page.Locator("#kiosks")).ToHaveAttributeAsync("aria-busy", "false");
        await page.EvaluateAsync("getSelection().selectAllChildren(document.querySelectorAll('.tile .value')[1])");
        var selected = await page.EvaluateAsync<string>("getSelection().toString()");
        Assert.NotEmpty(selected);
        lost = 2;

        await SayStatusAsync(page);
        await page.Clock.RunForAsync(3000);
        await Assertions.Expect(chip).ToHaveTextAsync("Lost2");
        Assert.Equal(selected, await page.EvaluateAsync<string>("getSelection().toString()"));

        var box = await chip.BoundingBoxAsync();
        Assert.NotNull(box);
        lost = 3;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.RunAndWaitForResponseAsync(
            async () =>
            {
                await SayStatusAsync(page);
                await page.Clock.RunForAsync(3000);
            },
            Lists());
        await Assertions.Expect(page.Locator("#as-of")).ToContainTextAsync("as of");
        await Assertions.Expect(chip).ToHaveTextAsync("Lost2");
        await page.Mouse.UpAsync();
        await page.Clock.RunForAsync(1);

        await Assertions.Expect(chip).ToHaveTextAsync("Lost3");
        await Assertions.Expect(chip).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task The_last_page_of_the_list_keeps_the_focus_of_its_button()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        var next = page.GetByRole(AriaRole.Button, new() { Name = "Next" });
        await next.FocusAsync();

        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("#pager")).ToContainTextAsync("16–24 of 24");
        await Assertions.Expect(next).ToBeDisabledAsync();
        await Assertions.Expect(next).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Previous" }).ClickAsync();
        await Assertions.Expect(page.Locator("#pager")).ToContainTextAsync("1–15 of 24");
    }

    /// <summary>WCAG 1.4.11: what is needed to read a chart has a contrast of 3 to 1.</summary>
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_colour_of_a_chart_stands_out_from_its_card(ColorScheme colours)
    {
        var page = await _console.OpenAsync(1440, 900, colours);

        var weak = await page.EvaluateAsync<string[]>("""
            () => {
              const swatch = document.body.appendChild(document.createElement("span"));
              const light = (name) => {
                swatch.style.backgroundColor = `var(${name})`;
                const [red, green, blue] = getComputedStyle(swatch).backgroundColor.match(/[\d.]+/g)
                  .map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
              };
              const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
              return Array.from({ length: 9 }, (_, index) => `--cause-${index + 1}`)
                .filter((name) => !(contrast(light(name), light("--surface")) >= 3));
            }
            """);

        Assert.Empty(weak);
    }

    [Fact]
    public async Task More_remedies_than_are_shown_are_told()
    {
        await _console.FillAsync();
        var remedies = _console.Remedies;
        for (var number = 0; number < 51; number++)
        {
            await remedies.BeginAsync(new("freshmart", "seoul-mapo", "payment", "A new card reader"), CancellationToken.None);
        }

        var page = await _console.OpenAsync(1440, 900);

        await Assertions.Expect(page.Locator("#remedies")).ToContainTextAsync(
            "50 of 51 are shown; choose a chain or a store to see others.");
        await page.GetByLabel("Chain").SelectOptionAsync("nordmarkt");
        await Assertions.Expect(page.Locator("#remedies")).ToContainTextAsync("Nothing has been noted yet.");
    }

    /// <summary>A form looks the same for every store.</summary>
    [Fact]
    public async Task What_is_written_for_one_store_is_not_noted_for_another()
    {
        await _console.FillAsync();
        var page = await _console.OpenAsync(1440, 900);
        await page.GetByLabel("Chain").SelectOptionAsync("freshmart");
        await page.GetByLabel("Store").SelectOptionAsync("seoul-mapo");
        await page.GetByLabel("What is done about it").FillAsync("A new card reader");

        await page.GetByLabel("Store").SelectOptionAsync("seoul-gangnam");
        await Assertions.Expect(page.Locator("#scope")).ToHaveTextAsync("seoul-gangnam");
        await Assertions.Expect(page.GetByLabel("What is done about it")).ToHaveValueAsync("");
        await page.GetByLabel("What is done about it").FillAsync("A second person");
        await page.GetByRole(AriaRole.Button, new() { Name = "Note it" }).ClickAsync();

        await Assertions.Expect(page.Locator("#remedy-list")).ToContainTextAsync("seoul-gangnam · freshmart");
        await Assertions.Expect(page.Locator("#remedy-list")).ToContainTextAsync("A second person");
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

    [GeneratedRegex("/api/trend")]
    private static partial Regex Trends();

    [GeneratedRegex("/api/remedies")]
    private static partial Regex Remedies();

    [GeneratedRegex("/api/effect")]
    private static partial Regex Effects();

    [GeneratedRegex("/api/kiosks[?]")]
    private static partial Regex Lists();

    [GeneratedRegex("/api/kiosks.*offset=15")]
    private static partial Regex SecondPage();

    /// <summary>Time moves when the test says so, and the service's notices are the test's.</summary>
    private static async Task LetTheTestSpeakAsync(IPage page)
    {
        await page.Clock.InstallAsync();
        await page.AddInitScriptAsync("""
            window.lines = [];
            window.EventSource = class {
              static CLOSED = 2;
              readyState = 1;
              heard = {};
              constructor() { window.lines.push(this); }
              addEventListener(name, take) { this.heard[name] = take; }
              close() { this.readyState = 2; }
            };
            """);
    }

    private static Task SayStatusAsync(IPage page) => page.EvaluateAsync("""
        lines.at(-1).heard.status({
          data: '{ "version": "0.1.0", "broker": null, "store": null, "stored": 0, "repeated": 0, "refused": 0 }',
        })
        """);

    /// <summary>Turns to another tab of the browser, or back.</summary>
    private static Task LookAsync(IPage page, bool isHidden) => page.EvaluateAsync("""
        isHidden => {
          Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }
        """, isHidden);

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
