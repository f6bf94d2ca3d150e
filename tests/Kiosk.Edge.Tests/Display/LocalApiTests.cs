using System.Net;
using System.Text;
using System.Text.Json;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Display;

public sealed class LocalApiTests : IClassFixture<LocalServerFixture>
{
    private readonly LocalServerFixture _server;

    public LocalApiTests(LocalServerFixture server)
    {
        _server = server;
        while (_server.Taken() is not null)
        {
            // What another test of this class left in the queue.
        }
    }

    private DateTimeOffset Now => _server.Time.GetUtcNow();

    [Theory]
    [InlineData("/v1/consent", """{"camera":true,"microphone":false}""")]
    [InlineData("/v1/visit/start", """{"language":"ko","app_version":"3.1"}""")]
    [InlineData("/v1/visit/step", """{"name":"payment"}""")]
    [InlineData("/v1/visit/touch", "{}")]
    [InlineData("/v1/visit/error", """{"code":"payment_declined"}""")]
    [InlineData("/v1/visit/wait", """{"seconds":40}""")]
    [InlineData("/v1/visit/struggle", """{"kind":"rage_taps"}""")]
    [InlineData("/v1/visit/words", """{"text":"왜 안 돼요?"}""")]
    [InlineData("/v1/visit/feedback", """{"score":5}""")]
    [InlineData("/v1/visit/end", """{"outcome":"completed"}""")]
    public async Task Every_event_of_the_contract_is_accepted_and_reaches_the_care_loop(string path, string body)
    {
        using var answer = await PostAsync(path, body);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.NotNull(_server.Taken());
    }

    [Fact]
    public async Task An_event_carries_what_was_told_and_when()
    {
        using var answer = await PostAsync("/v1/visit/error", """{"code":"payment_declined"}""");

        Assert.Equal(new ScreenEvent.Error(Now, ErrorCode.PaymentDeclined), _server.Taken());
    }

    [Fact]
    public async Task A_touch_may_say_in_which_language_and_a_start_that_it_is_told_again()
    {
        using var touch = await PostAsync("/v1/visit/touch", """{"language":"ko"}""");
        using var plain = await PostAsync("/v1/visit/touch", "{}");
        using var start = await PostAsync("/v1/visit/start", """{"language":"ko","app_version":"3.1","again":true}""");
        using var wrong = await PostAsync("/v1/visit/start", """{"again":"yes"}""");

        Assert.Equal(new ScreenEvent.Touch(Now, "ko"), _server.Taken());
        Assert.Equal(new ScreenEvent.Touch(Now), _server.Taken());
        Assert.Equal(new ScreenEvent.Start(Now, "ko", "3.1", Again: true), _server.Taken());
        Assert.Equal("'again' must be true or false.", await DetailAsync(wrong));
    }

    [Fact]
    public async Task A_step_says_whether_a_card_or_pin_is_entered_there()
    {
        using var plain = await PostAsync("/v1/visit/step", """{"name":"scan"}""");
        using var secret = await PostAsync("/v1/visit/step", """{"name":"pin","private":true}""");

        Assert.Equal(new ScreenEvent.Step(Now, "scan"), _server.Taken());
        Assert.Equal(new ScreenEvent.Step(Now, "pin", IsPrivate: true), _server.Taken());
    }

    [Theory]
    [InlineData("/v1/visit/step", """{"name":"pin","private":"yes"}""", "'private' must be true or false.")]
    [InlineData("/v1/visit/error", """{"code":"on_fire"}""", "'code' must be one of payment_declined, ")]
    [InlineData("/v1/visit/feedback", """{"score":6}""", "'score' must be a number from 1 to 5.")]
    [InlineData("/v1/visit/words", """{"text":""}""", "'text' must be a text that is not empty.")]
    [InlineData("/v1/visit/words", """{"text":"\ud800"}""", "A text in the body of 'words' is not valid Unicode.")]
    [InlineData("/v1/consent", """{"camera":"yes"}""", "'camera' must be true or false.")]
    [InlineData("/v1/visit/step", "[]", "The body of 'step' must be a JSON object.")]
    [InlineData("/v1/visit/step", """{"name":""", "The body is not JSON (line 1, byte 8).")]
    [InlineData("/v1/visit/step", "", "The body is not JSON (line 1, byte 0).")]
    public async Task Bad_input_is_answered_with_one_sentence_and_reaches_nobody(
        string path, string body, string sentence)
    {
        using var answer = await PostAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(sentence, await DetailAsync(answer), StringComparison.Ordinal);
        Assert.Null(_server.Taken());
    }

    [Fact]
    public async Task A_body_that_is_not_utf8_is_a_bad_request()
    {
        using var content = new ByteArrayContent([.. "{\"text\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");

        using var answer = await _server.Client.PostAsync(new Uri("/v1/visit/words", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(_server.Taken());
    }

    [Theory]
    [InlineData(16 * 1024, HttpStatusCode.Accepted)]
    [InlineData((16 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_may_have_16_KiB(int bytes, HttpStatusCode status)
    {
        const string Empty = """{"text":""}""";
        var body = Empty.Insert(Empty.Length - 2, new string('a', bytes - Empty.Length));

        using var answer = await PostAsync("/v1/visit/words", body);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_that_grows_too_long_without_announcing_it_is_refused_as_well()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/visit/words")
        {
            Content = new StringContent(
                $$"""{"text":"{{new string('a', 20_000)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await _server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("The body must not be longer than 16384 bytes.", await DetailAsync(answer));
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused()
    {
        using var content = new StringContent("""{"name":"payment"}""", Encoding.UTF8, "text/plain");

        using var answer = await _server.Client.PostAsync(new Uri("/v1/visit/step", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Null(_server.Taken());
    }

    [Fact]
    public async Task When_the_care_loop_is_behind_the_app_is_told_to_send_again()
    {
        for (var i = 0; i < LocalServerFixture.QueueCapacity; i++)
        {
            using var taken = await PostAsync("/v1/visit/step", """{"name":"payment"}""");
            Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        }

        using var answer = await PostAsync("/v1/visit/step", """{"name":"payment"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("send it again", await DetailAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/visit/dance")]
    [InlineData("/v1/visit/consent")]
    public async Task There_is_nothing_beside_the_contract(string path)
    {
        using var answer = await PostAsync(path, "{}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Without_developer_mode_nobody_makes_up_a_customer()
    {
        using var broadcast = new PromptBroadcast(_server.Time);
        using var server = new LocalServer(
            broadcast,
            new ScreenEventSink(_ => true, _ => { }),
            new SensingReportSource(() => new SensingReport(default, [])),
            new GreetingSource(() => new Dictionary<string, string> { ["ko"] = "어서 오세요." }),
            new DeveloperSink(_ => Assert.Fail("A face was made up."), _ => Assert.Fail("A voice was made up.")),
            Microsoft.Extensions.Options.Options.Create(new DisplayOptions { Port = 0 }),
            _server.Time,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await server.StartAsync(CancellationToken.None);

        using var answer = await _server.Client.PostAsync(
            new Uri(server.Address!, "/v1/developer/reading"), Json("""{"face":"anger"}""")); // it has started, so it has one

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await server.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/carekiosk.js", "text/javascript")]
    public async Task The_screen_and_the_client_are_served_fresh(string path, string type)
    {
        using var answer = await _server.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoCache);
    }

    [Fact]
    public async Task The_client_is_small_enough_to_be_no_burden()
    {
        var script = await _server.Client.GetByteArrayAsync(new Uri("/carekiosk.js", UriKind.Relative));

        Assert.InRange(script.Length, 1, (10 * 1024) - 1);
    }

    [Fact]
    public async Task Words_of_a_megabyte_are_refused_before_they_are_read()
    {
        using var answer = await PostAsync("/v1/visit/words", $$"""{"text":"{{new string('a', 1 << 20)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("The body must not be longer than 16384 bytes.", await DetailAsync(answer));
        Assert.Null(_server.Taken());
    }

    [Fact]
    public async Task An_app_that_calls_in_a_loop_is_slowed_down_and_the_customers_word_still_comes_through()
    {
        using var server = new LocalServerFixture();
        await server.InitializeAsync();
        var (status, detail) = await FloodAsync(server);

        using var word = await server.Client.PostAsync(
            new Uri("/v1/consent", UriKind.Relative), Json("""{"camera":false,"microphone":false}"""));
        server.Time.Advance(TimeSpan.FromSeconds(1));
        using var later = await server.Client.PostAsync(new Uri("/v1/visit/step", UriKind.Relative), Json("""{"name":"scan"}"""));

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.StartsWith("Too many calls", detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, word.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, later.StatusCode);
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1/visit/step", """{"name":"pin","private":true}""", true)]
    [InlineData("/v1/visit/end", """{"outcome":"completed"}""", true)]
    [InlineData("/v1/visit/step", """{"name":"scan"}""", false)]
    public async Task A_private_step_and_an_end_close_the_sensors_even_when_they_are_one_call_too_many(
        string path, string body, bool closes)
    {
        using var server = new LocalServerFixture();
        await server.InitializeAsync();
        server.Consent.Begin();
        server.Consent.Answer(camera: true, microphone: true);
        await FloodAsync(server);

        using var answer = await server.Client.PostAsync(new Uri(path, UriKind.Relative), Json(body));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Null(server.Taken());
        Assert.Equal(!closes, server.Consent.Camera.IsGiven);
        Assert.Equal(!closes, server.Consent.Microphone.IsGiven);
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/v1/visit/step", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/nothing.html", HttpStatusCode.NotFound)]
    public async Task A_call_that_is_not_there_is_told_so_as_a_problem(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await _server.Client.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.StartsWith("There is nothing here", await DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anyone_on_the_kiosk_can_read_what_was_sensed_and_what_was_sent()
    {
        _server.Report = new SensingReport(
            new SensedCounts(Pictures: 12, Voices: 3, ScreenEvents: 4, Words: 1),
            [new SentMessage(Now, "window", """{"visits":5}""")]);

        using var answer = await _server.Client.GetAsync(new Uri("/v1/sensing", UriKind.Relative));

        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal(
            "{\"sensed\":{\"pictures\":12,\"voices\":3,\"screen_events\":4,\"words\":1},"
            + "\"sent\":[{\"at\":\"2026-01-05T09:00:00+00:00\",\"channel\":\"window\",\"payload\":\"{\\u0022visits\\u0022:5}\"}]}",
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_app_can_greet_in_the_brands_voice()
    {
        using var answer = await _server.Client.GetAsync(new Uri("/v1/greetings", UriKind.Relative));

        using var greetings = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("어서 오세요.", greetings.RootElement.GetProperty("ko").GetString());
    }

    [Fact]
    public async Task A_developer_makes_up_a_face_and_a_voice()
    {
        using var face = await PostAsync("/v1/developer/reading", """{"face":"anger"}""");
        using var voice = await PostAsync("/v1/developer/reading", """{"voice":"sadness"}""");
        using var other = await PostAsync("/v1/developer/reading", """{"face":"hunger"}""");

        Assert.Equal(1, Assert.Single(_server.Faces).Scores[(int)Expression.Anger]);
        Assert.Equal(1, Assert.Single(_server.Voices).Scores[(int)VoiceEmotion.Sadness]);
        Assert.StartsWith("'face' must be one of neutral, ", await DetailAsync(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_of_files_is_served_beside_the_api_and_may_load_what_it_likes()
    {
        using var answer = await _server.Client.GetAsync(new Uri("/app/", UriKind.Relative));

        Assert.Contains("The app", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith(
            "frame-ancestors 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workers_own_pages_may_load_nothing_but_their_own()
    {
        using var answer = await _server.Client.GetAsync(new Uri("/", UriKind.Relative));

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.EndsWith(LocalServerFixture.AllowedOrigin, policy, StringComparison.Ordinal);
    }

    /// <summary>Calls until it is one too many.</summary>
    private static async Task<(HttpStatusCode Status, string? Detail)> FloodAsync(LocalServerFixture server)
    {
        while (true)
        {
            using var answer = await server.Client.PostAsync(new Uri("/v1/visit/step", UriKind.Relative), Json("""{"name":"scan"}"""));
            server.Taken();
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                return (answer.StatusCode, await DetailAsync(answer));
            }
        }
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var content = Json(body);
        return await _server.Client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private static async Task<string?> DetailAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return problem.RootElement.GetProperty("detail").GetString();
    }
}
