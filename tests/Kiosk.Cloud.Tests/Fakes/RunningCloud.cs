using System.Net.Http.Json;
using System.Text.Json;
using Kiosk.Cloud.Console;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Kiosk.Cloud.Tests.Fakes;

/// <summary>The whole service on a free port of the loopback, against a real broker and a real file.</summary>
internal sealed class RunningCloud : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;

    private RunningCloud(WebApplication app)
    {
        _app = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Http = new HttpClient { BaseAddress = new Uri(addresses!.Addresses.Single()) }; // it has started, so it has one
    }

    public HttpClient Http { get; }

    public static Task<RunningCloud> StartAsync(int brokerPort, string databasePath, params string[] settings) =>
        StartAsync(TimeProvider.System, brokerPort, databasePath, settings);

    public static async Task<RunningCloud> StartAsync(
        TimeProvider time, int brokerPort, string databasePath, params string[] settings)
    {
        var app = CloudService.Build(
        [
            $"--Cloud:BrokerPort={brokerPort}", $"--Cloud:DatabasePath={databasePath}", "--Cloud:Url=http://127.0.0.1:0",
            .. settings,
        ], time);
        await app.StartAsync();
        return new RunningCloud(app);
    }

    public async Task<ServiceStatus> StatusAsync() =>
        (await Http.GetFromJsonAsync("healthz", ConsoleJson.Default.ServiceStatus))!; // the service answers with a status

    public Task<HttpResponseMessage> AskAsync(string path) => Http.GetAsync(new Uri(path, UriKind.Relative));

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Follows the service's own notices until its status is as asked.</summary>
    public async Task<ServiceStatus> UntilAsync(Func<ServiceStatus, bool> isSo)
    {
        using var enough = new CancellationTokenSource(Patience);
        await using var stream = await Http.GetStreamAsync(new Uri("api/live", UriKind.Relative), enough.Token);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(enough.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)
                && JsonSerializer.Deserialize(line[6..], ConsoleJson.Default.ServiceStatus) is { } status
                && isSo(status))
            {
                return status;
            }
        }

        throw new InvalidOperationException("The service ended its notices.");
    }

    public Task<ServiceStatus> UntilConnectedAsync() => UntilAsync(status => status is { Broker: null, Store: null });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
