using System.Text.Json;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Display;

public sealed class PromptBroadcastTests : IAsyncLifetime
{
    private static readonly Prompt Declined = new(
        "payment.guide", Cause.Payment, Strategy.Guide, 2, "ko", "다른 카드로 다시 해 보시겠어요?", TimeSpan.FromSeconds(6));

    private readonly LocalServerFixture _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task A_screen_hears_a_prompt_with_every_member_of_the_contract()
    {
        using var screen = await OpenAsync();

        _server.Broadcast.Show(Declined);

        var message = await screen.NextAsync();
        const string Head = "event: prompt data: ";
        Assert.StartsWith(Head, message, StringComparison.Ordinal);
        var data = JsonElement.Parse(message![Head.Length..]);
        Assert.Equal(
            ["id", "cause", "strategy", "level", "language", "text", "reading_ms"],
            data.EnumerateObject().Select(member => member.Name));
        Assert.Equal("payment.guide", data.GetProperty("id").GetString());
        Assert.Equal("payment", data.GetProperty("cause").GetString());
        Assert.Equal("guide", data.GetProperty("strategy").GetString());
        Assert.Equal(2, data.GetProperty("level").GetInt32());
        Assert.Equal("ko", data.GetProperty("language").GetString());
        Assert.Equal(Declined.Text, data.GetProperty("text").GetString());
        Assert.Equal(6000, data.GetProperty("reading_ms").GetInt32());
    }

    [Fact]
    public async Task The_last_prompt_tells_why_until_the_visit_is_over()
    {
        var why = new Explanation(
            "first_sign", 0.71, 0.1, "irritated", "payment", [new ExplainedSign("payment_declined", 1.8)], "guide", null,
            new Dictionary<string, double>(), [new Counterfactual(ChangeKind.WithoutSign, "payment_declined", 1.8)]);
        var path = new Uri("/v1/prompts/payment.guide/why", UriKind.Relative);

        _server.Broadcast.Show(Declined with { Why = why });
        var told = JsonElement.Parse(await _server.Client.GetStringAsync(path));
        using var other = await _server.Client.GetAsync(new Uri("/v1/prompts/wait.explain/why", UriKind.Relative));
        _server.Broadcast.Clear();
        using var over = await _server.Client.GetAsync(path);

        Assert.Equal("irritated", told.GetProperty("mood").GetString());
        Assert.Equal("payment_declined", told.GetProperty("evidence")[0].GetProperty("sign").GetString());
        Assert.Equal("without_sign", told.GetProperty("would_change")[0].GetProperty("kind").GetString());
        Assert.Equal(System.Net.HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, over.StatusCode);
    }

    [Fact]
    public async Task Words_of_several_lines_stay_one_message()
    {
        using var screen = await OpenAsync();

        _server.Broadcast.Show(Declined with { Text = "one\nevent: clear\n\ntwo" });
        _ = await screen.NextAsync() ?? throw new InvalidOperationException("The stream ended.");
        _server.Broadcast.Clear();

        Assert.Equal("event: clear data: {}", await screen.NextAsync());
    }

    [Fact]
    public async Task A_screen_hears_the_true_state_of_the_sensors()
    {
        using var screen = await OpenAsync();

        _server.Broadcast.ShowSensors(cameraOpen: true, microphoneOpen: false);

        Assert.Equal(
            """event: sensors data: {"camera":true,"microphone":false,"mode":"opt_in","agreed":null,"hold":"none","from_age":0}""",
            await screen.NextAsync());
    }

    [Fact]
    public async Task A_screen_hears_why_the_sensors_are_closed()
    {
        using var screen = await OpenAsync();

        _server.Broadcast.ShowConsent(new SensingState(SensingMode.Notice, Agreed: true, SensingHold.PrivateStep, FromAge: 16));

        Assert.Equal(
            """event: sensors data: {"camera":false,"microphone":false,"mode":"notice","agreed":true,"hold":"private_step","from_age":16}""",
            await screen.NextAsync());
    }

    [Fact]
    public async Task A_screen_that_comes_late_gets_the_sensors_and_the_prompt_while_it_is_worth_reading()
    {
        _server.Broadcast.ShowSensors(cameraOpen: true, microphoneOpen: true);
        _server.Broadcast.Show(Declined);
        _server.Time.Advance(Declined.ReadingTime - TimeSpan.FromMilliseconds(1));

        using var screen = await PromptStream.OpenAsync(_server.Client);

        Assert.StartsWith(
            """event: sensors data: {"camera":true,"microphone":true,""", await screen.NextAsync(), StringComparison.Ordinal);
        Assert.StartsWith("event: prompt", await screen.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_screen_that_comes_too_late_gets_no_old_prompt()
    {
        _server.Broadcast.Show(Declined);
        _server.Time.Advance(Declined.ReadingTime);

        using var screen = await PromptStream.OpenAsync(_server.Client);

        Assert.StartsWith("event: sensors", await screen.NextAsync(), StringComparison.Ordinal);
        _server.Broadcast.Clear();
        Assert.StartsWith("event: clear", await screen.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_screen_that_does_not_read_is_told_that_a_visit_is_over_before_what_is_said_afterwards()
    {
        using var broadcast = new PromptBroadcast(_server.Time);
        using var screen = broadcast.Subscribe();
        broadcast.Show(Declined);
        broadcast.Clear();
        broadcast.Show(Declined with { Id = "closing.patient" });

        var messages = await screen!.ReadAllAsync(CancellationToken.None).Take(3).Select(Text).ToListAsync();

        Assert.StartsWith("event: sensors", messages[0], StringComparison.Ordinal);
        Assert.StartsWith("event: clear", messages[1], StringComparison.Ordinal);
        Assert.Contains("closing.patient", messages[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_screen_that_does_not_read_misses_old_prompts_but_never_the_newest()
    {
        using var broadcast = new PromptBroadcast(_server.Time);
        using var screen = broadcast.Subscribe();
        for (var i = 0; i < 1_000; i++)
        {
            broadcast.Show(Declined with { Id = $"prompt.{i}" });
            broadcast.ShowSensors(cameraOpen: i % 2 == 0, microphoneOpen: false);
        }

        var messages = await screen!.ReadAllAsync(CancellationToken.None).Take(3).Select(Text).ToListAsync();

        Assert.Contains("\"camera\":false", messages[0], StringComparison.Ordinal);
        Assert.Contains("prompt.999", messages[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_stream_gets_a_comment_every_15_seconds()
    {
        using var screen = await OpenAsync();

        _server.Time.Advance(PromptBroadcast.KeepAliveInterval);

        Assert.Equal(": keep-alive", await screen.NextAsync());
    }

    [Fact]
    public async Task A_page_cannot_open_streams_without_end()
    {
        var screens = new List<PromptStream>();
        for (var i = 0; i < PromptBroadcast.MaxScreens; i++)
        {
            screens.Add(await PromptStream.OpenAsync(_server.Client));
        }

        using var answer = await _server.Client.GetAsync(new Uri("/v1/prompts", UriKind.Relative));

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        screens.ForEach(screen => screen.Dispose());
    }

    [Fact]
    public async Task Streams_end_when_the_worker_stops()
    {
        using var screen = await OpenAsync();

        await _server.DisposeAsync();

        Assert.Null(await screen.NextAsync());
    }

    /// <summary>A screen that has read what every screen gets at first.</summary>
    private static string Text(ReadOnlyMemory<byte> message) => System.Text.Encoding.UTF8.GetString(message.Span);

    private async Task<PromptStream> OpenAsync()
    {
        var screen = await PromptStream.OpenAsync(_server.Client);
        Assert.StartsWith("event: sensors", await screen.NextAsync(), StringComparison.Ordinal);
        Assert.StartsWith("event: clear", await screen.NextAsync(), StringComparison.Ordinal);
        return screen;
    }
}
