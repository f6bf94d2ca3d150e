using System.CommandLine;
using System.Text.Json;
using Kiosk.Edge.Sensing;
using Kiosk.Systemd;

namespace Kiosk.Edge.Demo;

/// <summary><c>carekiosk demo</c>: broker, cloud and one kiosk with a rendered customer, on this machine.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var seconds = CommandLine.Seconds(1, 86_400, "End after so long; without it, go on until stopped.");
        var json = new Option<bool>("--json") { Description = "Run without words and end with one JSON object." };
        var video = new Option<string?>("--video") { Description = "A video file or a folder of pictures instead of the rendered face, looped." };
        var audio = CommandLine.File("--audio", "A sound file instead of the spoken voice, looped.");
        var events = CommandLine.File("--events", "Screen events as JSON Lines instead of the six visits.");
        var live = new Option<bool>("--live") { Description = "This machine's camera and microphone and a customer of flesh and blood." };
        var command = new Command("demo", "Show the whole path from a rendered customer to the fleet console.")
        {
            seconds, json, video, audio, events, live,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetResult(seconds) is null)
            {
                result.AddError("--json needs --seconds, or it would never end.");
            }

            if (result.GetValue(live) && (result.GetResult(video) ?? result.GetResult(audio)) is not null)
            {
                result.AddError("--live takes no recordings; leave out --video and --audio.");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var quiet = result.GetValue(json);
            try
            {
                var report = await DemoRun.RunAsync(
                    new DemoSources(result.GetValue(video), result.GetValue(audio), result.GetValue(events), result.GetValue(live)),
                    result.GetValue(seconds) is { } length ? TimeSpan.FromSeconds(length) : null,
                    quiet ? TextWriter.Null : Console.Out,
                    cancellationToken);
                Console.WriteLine(quiet
                    ? JsonSerializer.Serialize(report, DemoJson.Default.DemoReport)
                    : $"{report.Visits} visits, {report.Prompts.Count} prompts, {report.Windows.Stored} windows stored.");
                return report.Links.Hold ? ServiceHost.Done : ServiceHost.Failed;
            }
            catch (Exception exception) when (exception is DemoException or InvalidDataException or SensorException)
            {
                await Console.Error.WriteLineAsync($"carekiosk: {exception.Message}");
                return ServiceHost.Failed;
            }
        });
        return command;
    }
}

/// <summary>Files that take the place of the rendered customer; null keeps the built-in source.</summary>
/// <param name="Video">A video file or a folder of pictures.</param>
/// <param name="Audio">A sound file.</param>
/// <param name="Events">Screen events as JSON Lines.</param>
/// <param name="Live">This machine's camera and microphone instead, and no built-in screen events.</param>
internal sealed record DemoSources(string? Video, string? Audio, string? Events, bool Live);
