using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bindings.Shared;
using Kiosk.Cloud.Tests.Fakes;
using Kiosk.Wire;

namespace Kiosk.Cloud.Tests.Console;

public sealed class ConsoleApiTests(MosquittoBroker broker) : IClassFixture<MosquittoBroker>, IAsyncLifetime
{
    private readonly FleetDatabase _database = new();
    private RunningCloud _cloud = null!; // set before each test

    public async Task InitializeAsync()
    {
        _cloud = await RunningCloud.StartAsync(broker.Port, _database.Path);
        await _cloud.UntilConnectedAsync();
    }

    public async Task DisposeAsync()
    {
        await _cloud.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("api/trend?period=1y", "The period must be 24h, 7d or 30d.")]
    [InlineData("api/trend?store=mapo", "A store needs its chain.")]
    [InlineData("api/trend?utc_offset=841", "The utc_offset is in minutes and must be -840 to 840.")]
    [InlineData("api/kiosks?limit=201", "The offset must not be negative and the limit must be 1 to 200.")]
    [InlineData("api/kiosks?offset=-1", "The offset must not be negative and the limit must be 1 to 200.")]
    [InlineData("api/kiosks?sort=luck", "The sort must be need, name, last_seen, frustrated or visits.")]
    public async Task A_question_that_makes_no_sense_gets_one_sentence(string path, string sentence)
    {
        var answer = await _cloud.AskAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(sentence, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("api/kiosks/freshmart/seoul-mapo/never")]
    [InlineData("api/kiosks/freshmart/seoul-mapo/Never")]
    public async Task A_kiosk_that_was_never_heard_of_is_not_found(string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _cloud.AskAsync(path)).StatusCode);
    }

    [Fact]
    public async Task The_list_is_searched_filtered_and_paged()
    {
        await using var kiosk = await KioskClient.ConnectAsync(broker.Port);
        await kiosk.SendAsync(Some.State(KioskState.Online, Some.Noon));
        await kiosk.SendAsync(Some.Window());
        await kiosk.ReceiptAsync();

        async Task<int> Total(string query) => (await _cloud.GetAsync($"api/kiosks?{query}")).GetProperty("total").GetInt32();
        Assert.Equal(1, await Total(""));
        Assert.Equal(1, await Total("search=MAPO&sort=frustrated"));
        Assert.Equal(0, await Total("search=busan"));
        Assert.Equal(0, await Total("need=lost"));
        Assert.Equal(0, (await _cloud.GetAsync("api/kiosks?offset=1")).GetProperty("kiosks").GetArrayLength());
        Assert.Equal("seoul-mapo", (await _cloud.GetAsync("api/places"))[0].GetProperty("store").GetString());
        var detail = await _cloud.GetAsync("api/kiosks/freshmart/seoul-mapo/kiosk-03");
        Assert.Equal("none", detail.GetProperty("summary").GetProperty("need").GetString());
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:8090", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]:8090", true)]
    [InlineData("console.example", true)]
    [InlineData("north.stores.example:443", true)]
    [InlineData("stores.example", false)]
    [InlineData("evil.example:8090", false)]
    [InlineData("localhost.evil.example", false)]
    public async Task Only_its_own_names_are_answered(string host, bool isAnswered)
    {
        await using var database = new FleetDatabase();
        await using var cloud = await RunningCloud.StartAsync(
            broker.Port, database.Path, "--Cloud:ClientId=carekiosk-cloud-2", "--Cloud:AllowedHosts=console.example; *.stores.example");
        foreach (var path in new[] { "/", "/healthz" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.Host = host;

            using var answer = await cloud.Http.SendAsync(request);

            Assert.Equal(isAnswered ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
            if (!isAnswered)
            {
                Assert.Equal(
                    $"The console is not served as '{host.Split(':')[0]}'; Cloud:AllowedHosts names what else it is called.",
                    (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
            }
        }
    }

    [Fact]
    public async Task The_page_may_load_nothing_from_anywhere_else()
    {
        var answer = await _cloud.AskAsync("/");

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_listens_is_healthy_and_ready()
    {
        Assert.Equal(HttpStatusCode.OK, (await _cloud.AskAsync("healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _cloud.AskAsync("readyz")).StatusCode);
    }
}
