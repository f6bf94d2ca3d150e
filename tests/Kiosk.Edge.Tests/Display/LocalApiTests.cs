using System.Net;
using System.Text;
using System.Text.Json;
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

        Assert.InRange(script.Length, 1, 10_000);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _server.Client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private static async Task<string?> DetailAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return problem.RootElement.GetProperty("detail").GetString();
    }
}
