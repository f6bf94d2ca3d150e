using System.Net.Http.Json;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>How the worker ends when it is told to.</summary>
public sealed class StoppedWorkerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carekiosk-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Told_once_or_twice_to_end_it_ends_with_0(int times)
    {
        using var worker = new ServiceProcess("Kiosk.Edge", address =>
        [
            "run", "--Reporting:Chain=a", "--Reporting:Store=b", "--Reporting:Kiosk=c",
            $"--Reporting:DatabasePath={Path.Combine(_folder.FullName, "outbox.db")}", $"--Display:Port={address.Port}",
        ]);
        await worker.StartAsync();

        Assert.Equal(0, await worker.EndAsync(times));
    }

    [Fact]
    public async Task Told_to_end_while_a_sensor_is_open_it_ends_before_systemd_and_the_host_lose_patience()
    {
        using var worker = new ServiceProcess("Kiosk.Edge", address =>
        [
            "run", "--Reporting:Chain=a", "--Reporting:Store=b", "--Reporting:Kiosk=c",
            $"--Reporting:DatabasePath={Path.Combine(_folder.FullName, "outbox.db")}", $"--Display:Port={address.Port}",
            "--Models:AcceptNonCommercial=true", $"--Sensing:Camera={Recordings.GreyPictures(_folder)}",
        ]);
        await worker.StartAsync();
        using var app = new HttpClient { BaseAddress = worker.Address };
        await TellAsync(app, "/v1/visit/start", new { language = "en" });
        await TellAsync(app, "/v1/consent", new { camera = true, microphone = false });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await IsOpenAsync(app, patience.Token))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }

        var told = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await worker.EndAsync(times: 1));
        Assert.InRange(TimeProvider.System.GetElapsedTime(told), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static async Task TellAsync(HttpClient app, string path, object body)
    {
        using var answer = await app.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<bool> IsOpenAsync(HttpClient app, CancellationToken cancellationToken)
    {
        var report = await app.GetFromJsonAsync<JsonElement>(new Uri("/v1/sensing", UriKind.Relative), cancellationToken);
        return report.GetProperty("sensed").GetProperty("pictures").GetInt32() > 0;
    }
}
