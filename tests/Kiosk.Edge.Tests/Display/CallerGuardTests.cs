using System.Net;
using System.Text;

namespace Kiosk.Edge.Tests.Display;

public sealed class CallerGuardTests(LocalServerFixture server) : IClassFixture<LocalServerFixture>
{
    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:8089", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:8089", HttpStatusCode.OK)]
    [InlineData("rebound.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.example", HttpStatusCode.Forbidden)]
    [InlineData("192.168.0.7", HttpStatusCode.Forbidden)]
    public async Task Only_this_machine_s_own_names_are_answered(string host, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = host;

        using var answer = await server.Client.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:3000", HttpStatusCode.Accepted)]
    [InlineData("http://127.0.0.1", HttpStatusCode.Accepted)]
    [InlineData("http://[::1]:3000", HttpStatusCode.Accepted)]
    [InlineData(LocalServerFixture.AllowedOrigin, HttpStatusCode.Accepted)]
    [InlineData("http://kiosk.shop.example", HttpStatusCode.Forbidden)]
    [InlineData("https://kiosk.shop.example.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task Only_pages_of_the_kiosk_may_tell_events(string origin, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/visit/step")
        {
            Content = new StringContent("""{"name":"payment"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Origin", origin);

        using var answer = await server.Client.SendAsync(request);
        server.Taken();

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("/v1/greetings", "cross-site", null, HttpStatusCode.Forbidden)]
    [InlineData("/v1/prompts", "cross-site", null, HttpStatusCode.Forbidden)]
    [InlineData("/v1/greetings", "cross-site", LocalServerFixture.AllowedOrigin, HttpStatusCode.OK)]
    [InlineData("/v1/greetings", "same-site", null, HttpStatusCode.OK)] // another port of this machine
    [InlineData("/v1/greetings", "same-origin", null, HttpStatusCode.OK)]
    [InlineData("/v1/greetings", "none", null, HttpStatusCode.OK)] // typed into the address line
    [InlineData("/carekiosk.js", "cross-site", null, HttpStatusCode.OK)] // by the app of another origin
    public async Task A_foreign_page_cannot_call_by_loading_a_picture(string path, string site, string? origin, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task An_allowed_page_may_ask_before_it_posts_and_may_read_the_answer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/visit/step");
        request.Headers.Add("Origin", LocalServerFixture.AllowedOrigin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");

        using var answer = await server.Client.SendAsync(request);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(
            LocalServerFixture.AllowedOrigin, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("Content-Type", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Headers")));
    }
}
