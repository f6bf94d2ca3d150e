using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Demo;

/// <summary>Plays the kiosk app: tells the worker over its local API what the script says, each at its time.</summary>
internal sealed class KioskApp(Uri worker, TimeProvider time) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = worker };

    /// <summary>Plays a script once, from its first instant.</summary>
    /// <param name="script">In order of time.</param>
    /// <param name="start">The script's t = 0.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DemoException">The worker refused an event.</exception>
    public async Task PlayAsync(
        IReadOnlyList<ScreenEvent> script, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        foreach (var screenEvent in script)
        {
            var wait = screenEvent.At - start - time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            await SendAsync(screenEvent, cancellationToken);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task SendAsync(ScreenEvent screenEvent, CancellationToken cancellationToken)
    {
        var (name, body) = Body(screenEvent);
        var path = name == "consent" ? "/v1/consent" : $"/v1/visit/{name}";
        using var content = JsonContent.Create(body, DemoAppJson.Default.JsonObject);
        using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoException(
                $"The worker refused {path}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private static (string Name, JsonObject Body) Body(ScreenEvent screenEvent) => screenEvent switch
    {
        ScreenEvent.Consent consent => ("consent", new() { ["camera"] = consent.Camera, ["microphone"] = consent.Microphone }),
        ScreenEvent.Start start => ("start", new()
        {
            ["language"] = start.Language,
            ["app_version"] = start.AppVersion,
            ["again"] = start.Again,
        }),
        ScreenEvent.Step step => ("step", new() { ["name"] = step.Name, ["private"] = step.IsPrivate }),
        ScreenEvent.Touch touch => ("touch", new() { ["language"] = touch.Language }),
        ScreenEvent.Error error => ("error", new() { ["code"] = WireName.Of(error.Code) }),
        ScreenEvent.Wait wait => ("wait", new() { ["seconds"] = wait.Duration.TotalSeconds }),
        ScreenEvent.Struggle struggle => ("struggle", new() { ["kind"] = WireName.Of(struggle.Kind) }),
        ScreenEvent.Words words => ("words", new() { ["text"] = words.Text }),
        ScreenEvent.Feedback feedback => ("feedback", new() { ["score"] = feedback.Score }),
        ScreenEvent.End end => ("end", new() { ["outcome"] = WireName.Of(end.Outcome) }),
        _ => throw new InvalidOperationException($"The kiosk app has no call for {screenEvent.GetType().Name}."),
    };
}

/// <summary>Source-generated JSON of the app's calls.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(JsonObject))]
internal sealed partial class DemoAppJson : System.Text.Json.Serialization.JsonSerializerContext;
