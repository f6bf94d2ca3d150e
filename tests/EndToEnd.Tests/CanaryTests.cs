using System.Text;
using MosquittoBroker = Bindings.Shared.MosquittoBroker;

namespace EndToEnd.Tests;

/// <summary>Whole visits with pixels, samples and words that are nowhere else in the world, under strace.</summary>
public sealed class CanaryTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("canary-");
    private MosquittoBroker? _broker;

    private int BrokerPort => _broker?.Port ?? throw new InvalidOperationException("The broker does not run.");

    public async Task InitializeAsync() => _broker = await MosquittoBroker.StartAsync();

    public async Task DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Nothing_of_a_customer_is_in_any_file_or_socket_write()
    {
        using var kiosk = new TracedKiosk(_folder, BrokerPort, Beside("Kiosk.Edge.dll"), "run");
        await VisitAsync(kiosk);

        // A crash would not write memory either: no core file.
        Assert.Matches(@"^Max core file size\s+0\s+0\s", kiosk.Limit("Max core file size"));
        kiosk.Stop();

        var written = kiosk.Written().ToList();
        Assert.Empty(written.SelectMany(one => Canary.In(one.Bytes).Select(found => $"{found} in {one.Where}")));

        // The trace sees what does leave: the window on its socket, and the log in its file.
        Assert.Contains(written, one => one.Where.Contains("TCP", StringComparison.Ordinal) && Has(one.Bytes, "\"visits\":5"));
        Assert.Contains(written, one => one.Where.Contains("said.log", StringComparison.Ordinal) && Has(one.Bytes, "The customer screen is at"));
    }

    [Theory]
    [InlineData("pixels", "pixels")]
    [InlineData("samples", "float samples")]
    [InlineData("words", "words")]
    public async Task One_deliberate_leak_is_found(string leak, string found)
    {
        using var kiosk = new TracedKiosk(
            _folder, BrokerPort, Beside("EndToEnd.Tests.dll"), leak, Path.Combine(_folder.FullName, "leak"));
        await VisitAsync(kiosk);
        kiosk.Stop();

        Assert.Contains(found, kiosk.Written().SelectMany(one => Canary.In(one.Bytes)));
    }

    /// <summary>Five visits, which is a window: the first with everything, until camera and words were really read.</summary>
    private static async Task VisitAsync(TracedKiosk kiosk)
    {
        await kiosk.UntilAsync(_ => true);
        await kiosk.TellAsync("/v1/visit/start", new { language = "ko", app_version = "1" });
        await kiosk.TellAsync("/v1/consent", new { camera = true, microphone = true });
        await kiosk.TellAsync("/v1/visit/words", new { text = Canary.Words });
        await kiosk.TellAsync("/v1/visit/error", new { code = "payment_declined" });
        var report = await kiosk.UntilAsync(report => report.GetProperty("sensed").GetProperty("pictures").GetInt32() > 10);
        Assert.Equal(1, report.GetProperty("sensed").GetProperty("words").GetInt32());
        await kiosk.TellAsync("/v1/visit/feedback", new { score = 2 });
        await kiosk.TellAsync("/v1/visit/end", new { outcome = "completed" });
        for (var i = 0; i < 4; i++)
        {
            await kiosk.TellAsync("/v1/visit/start", new { language = "en" });
            await kiosk.TellAsync("/v1/visit/end", new { outcome = "completed" });
        }

        await kiosk.UntilAsync(report => report.GetProperty("sent").EnumerateArray()
            .Any(message => message.GetProperty("channel").GetString() == "window"));
    }

    private static string Beside(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly);

    private static bool Has(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
