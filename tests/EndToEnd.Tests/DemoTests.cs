using System.Diagnostics;
using System.Net.Http.Json;

namespace EndToEnd.Tests;

/// <summary>The demo with this machine's own devices and nobody's script: its servers, the worker and an app that calls
/// or does not.</summary>
/// <remarks>Where the tests run there is no camera, so one that is agreed to is a link that does not hold.</remarks>
public sealed class DemoTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_live_demo_to_which_nobody_came_has_no_link_that_does_not_hold()
    {
        using var demo = Start("--live", "--json", "--seconds", "1");
        using var timeout = new CancellationTokenSource(Patience);

        var report = await demo.StandardOutput.ReadToEndAsync(timeout.Token);
        await demo.WaitForExitAsync(timeout.Token);

        Assert.Contains("\"links\":{\"camera\":null,\"face\":null,\"microphone\":null,\"voice\":null,\"events\":null,", report, StringComparison.Ordinal);
        Assert.Equal(0, demo.ExitCode);
    }

    [CameralessFact]
    public async Task A_live_demo_whose_customer_agreed_to_a_camera_that_is_not_there_fails()
    {
        using var demo = Start("--live");
        using var timeout = new CancellationTokenSource(Patience);
        using var app = new HttpClient { BaseAddress = await ScreenAsync(demo, timeout.Token) };

        await TellAsync(app, "/v1/visit/start", new { language = "en" }, timeout.Token);
        await TellAsync(app, "/v1/consent", new { camera = true, microphone = false }, timeout.Token);
        while (await demo.StandardError.ReadLineAsync(timeout.Token) is { } line && !line.Contains("camera", StringComparison.Ordinal))
        {
            // The fault of the camera is the first that tells of one.
        }

        using (var kill = Process.Start("kill", ["-TERM", $"{demo.Id}"]))
        {
            await kill.WaitForExitAsync(timeout.Token);
        }

        await demo.WaitForExitAsync(timeout.Token);
        Assert.Equal(1, demo.ExitCode);
    }

    private static Process Start(params string[] options)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Kiosk.Edge.dll"), "demo", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = options is ["--live"],
        };
        return Process.Start(start)!; // a program with redirected streams is always a new process
    }

    private static async Task<Uri> ScreenAsync(Process demo, CancellationToken cancellationToken)
    {
        const string Before = "Customer screen: ";
        while (await demo.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Before, StringComparison.Ordinal))
            {
                return new Uri(line[Before.Length..]);
            }
        }

        throw new InvalidOperationException("The demo ended.");
    }

    private static async Task TellAsync(HttpClient app, string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await app.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A test whose promise rests on there being no camera.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CameralessFactAttribute : FactAttribute
    {
        public CameralessFactAttribute()
        {
            if (Directory.GetFiles("/dev", "video*").Length > 0)
            {
                Skip = "This machine has a camera.";
            }
        }
    }
}
