using System.Text.Json;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiosk.Edge.Display;

/// <summary>What a kiosk app says to the worker, and the stream of prompts it gets: the calls below <c>/v1</c>.</summary>
internal static partial class LocalApi
{
    /// <summary>Longest body, bytes. The longest text taken is <see cref="ScreenEventJson.MaxTextLength"/> characters,
    /// at most 12,000 bytes when each is escaped.</summary>
    internal const int MaxBodyBytes = 16 * 1024;

    /// <summary>A longer body is refused unread, bytes; of what is longer still the connection is cut.</summary>
    internal const int MaxRefusedBytes = 8 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <summary>Adds <c>GET /v1/prompts</c>, <c>GET /v1/prompts/{id}/why</c>, <c>GET /v1/greetings</c>,
    /// <c>GET /v1/sensing</c>, <c>POST /v1/consent</c> and <c>POST /v1/visit/{event}</c>. The services must hold <see cref="PromptBroadcast"/>,
    /// <see cref="GreetingSource"/>, <see cref="ScreenEventSink"/>,
    /// <see cref="SensingReportSource"/>, <see cref="CallBudget"/> and <see cref="TimeProvider"/>.</summary>
    internal static void MapLocalApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/v1/prompts", StreamPromptsAsync);
        endpoints.MapGet("/v1/prompts/{id}/why", (string id, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            IResult answer = context.RequestServices.GetRequiredService<PromptBroadcast>().Why(id) is { } why
                ? TypedResults.Json(why, ExplanationJson.Default.Explanation)
                : Refusal(StatusCodes.Status404NotFound, "This is not the last prompt of a visit that goes on.");
            return answer.ExecuteAsync(context);
        });
        endpoints.MapGet("/v1/greetings", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            var greetings = context.RequestServices.GetRequiredService<GreetingSource>().Read();
            return TypedResults.Json(greetings, GreetingsJson.Default.IReadOnlyDictionaryStringString).ExecuteAsync(context);
        });
        endpoints.MapGet("/v1/sensing", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            var report = context.RequestServices.GetRequiredService<SensingReportSource>().Read();
            return TypedResults.Json(report, SensingReportJson.Default.SensingReport).ExecuteAsync(context);
        });
        foreach (var name in ScreenEventJson.Names)
        {
            endpoints.MapPost(
                name == "consent" ? "/v1/consent" : $"/v1/visit/{name}",
                context =>
                {
                    ProblemHttpResult? TakeAs(JsonElement body) => Take(name, body, context.RequestServices);
                    return AcceptAsync(context, TakeAs, name switch
                    {
                        "consent" => TakeAs,
                        "step" or "end" => body => Close(name, body, context),
                        _ => null,
                    });
                });
        }
    }

    /// <summary>Adds <c>POST /v1/developer/reading</c>, which makes up a reading: <c>{"face":expression}</c> or
    /// <c>{"voice":emotion}</c>. The services must hold a <see cref="DeveloperSink"/>.</summary>
    internal static void MapDeveloperApi(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/developer/reading", context => AcceptAsync(
            context,
            body => MakeUp(body, context.RequestServices)));

    private static async Task StreamPromptsAsync(HttpContext context)
    {
        using var screen = context.RequestServices.GetRequiredService<PromptBroadcast>().Subscribe();
        if (screen is null)
        {
            await Refusal(
                StatusCodes.Status503ServiceUnavailable,
                $"{PromptBroadcast.MaxScreens} screens are listening already; close one.").ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";

        // A graceful stop does not abort requests, and this one would never end by itself.
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await foreach (var message in screen.ReadAllAsync(ended.Token))
            {
                await context.Response.Body.WriteAsync(message, ended.Token);
                await context.Response.Body.FlushAsync(ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The screen went away, or the worker stops: the usual end.
        }
    }

    /// <param name="context">The call.</param>
    /// <param name="take">Takes the body; null when it was taken.</param>
    /// <param name="takeBeyondBudget">Takes the body of a call that is one too many; null for a call that may be refused
    /// unread. What closes the sensors must always come through.</param>
    private static async Task AcceptAsync(
        HttpContext context,
        Func<JsonElement, ProblemHttpResult?> take,
        Func<JsonElement, ProblemHttpResult?>? takeBeyondBudget = null)
    {
        var taker = context.RequestServices.GetRequiredService<CallBudget>().TrySpend() ? take : takeBeyondBudget;
        var refusal = taker is null ? TooMany(context) : await TryAcceptAsync(context, taker);
        if (refusal is null)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else
        {
            await refusal.ExecuteAsync(context);
        }
    }

    /// <returns>Null when the body was taken.</returns>
    private static async Task<ProblemHttpResult?> TryAcceptAsync(
        HttpContext context, Func<JsonElement, ProblemHttpResult?> take)
    {
        if (!context.Request.HasJsonContentType())
        {
            return Refusal(StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.");
        }

        if (context.Request.ContentLength > MaxBodyBytes)
        {
            return TooLong(); // the server reads the body away, so that the answer arrives
        }

        if (context.Request.ContentLength is null)
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxBodyBytes;
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, Strict, context.RequestAborted);
            return take(body.RootElement);
        }
        catch (JsonException exception)
        {
            return Refusal(
                StatusCodes.Status400BadRequest,
                $"The body is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}).");
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLong()
                : Refusal(exception.StatusCode, "The body ended early or is not what its headers announce.");
        }
    }

    private static ProblemHttpResult? Take(string name, JsonElement body, IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILogger<LocalServer>>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (!ScreenEventJson.TryRead(name, body, now, out var screenEvent, out var problem) || screenEvent is null)
        {
            Log.EventRefused(logger, name, problem);
            return Refusal(StatusCodes.Status400BadRequest, problem);
        }

        if (!services.GetRequiredService<ScreenEventSink>().TryAccept(screenEvent))
        {
            Log.EventNotTaken(logger, name);
            return Refusal(
                StatusCodes.Status503ServiceUnavailable,
                "The worker is behind or stopping and did not take the event; send it again in a second.");
        }

        return null;
    }

    /// <summary>Refuses a step or an end, but closes the sensors if it does.</summary>
    private static ProblemHttpResult Close(string name, JsonElement body, HttpContext context)
    {
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (ScreenEventJson.TryRead(name, body, now, out var screenEvent, out _) && screenEvent is not null)
        {
            context.RequestServices.GetRequiredService<ScreenEventSink>().CloseFor(screenEvent);
        }

        return TooMany(context);
    }

    private static ProblemHttpResult? MakeUp(JsonElement body, IServiceProvider services)
    {
        var sink = services.GetRequiredService<DeveloperSink>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (Named<Expression>(body, "face") is { } expression)
        {
            sink.Take(now, expression);
            return null;
        }

        if (Named<VoiceEmotion>(body, "voice") is { } emotion)
        {
            sink.Take(now, emotion);
            return null;
        }

        return Refusal(
            StatusCodes.Status400BadRequest,
            $"'face' must be one of {string.Join(", ", Enum.GetValues<Expression>().Select(WireName.Of))}, or 'voice' one "
            + $"of {string.Join(", ", Enum.GetValues<VoiceEmotion>().Select(WireName.Of))}.");
    }

    private static T? Named<T>(JsonElement body, string member)
        where T : struct, Enum =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(member, out var value)
            ? Enum.GetValues<T>().Cast<T?>().FirstOrDefault(one => value.ValueKind == JsonValueKind.String
                && value.ValueEquals(WireName.Of(one!.Value))) // a value of the enum is one
            : null;

    private static ProblemHttpResult TooLong() => Refusal(
        StatusCodes.Status413PayloadTooLarge, $"The body must not be longer than {MaxBodyBytes} bytes.");

    private static ProblemHttpResult TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Refusal(
            StatusCodes.Status429TooManyRequests, "Too many calls; send it again in a second, and events only as they happen.");
    }

    private static ProblemHttpResult Refusal(int status, string? sentence) =>
        TypedResults.Problem(detail: sentence, statusCode: status);

    // No message holds a body: words are read once and never kept.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1402, EventName = "ScreenEventRefused", Level = LogLevel.Debug,
            Message = "The kiosk app sent a {Name} event that is not valid. {Problem}")]
        internal static partial void EventRefused(ILogger logger, string name, string? problem);

        [LoggerMessage(EventId = 1403, EventName = "ScreenEventNotTaken", Level = LogLevel.Warning,
            Message = "A {Name} event of the kiosk app was not taken, because the care loop is behind or stopping")]
        internal static partial void EventNotTaken(ILogger logger, string name);
    }
}
