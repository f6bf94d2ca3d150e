using System.Data.Common;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Storage;
using Kiosk.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kiosk.Cloud.Console;

/// <summary>The console page at <c>/</c>, its API below <c>/api</c> and the health checks.</summary>
internal static class ConsoleEndpoints
{
    /// <summary>Everything the page needs comes from the service itself, and nothing may frame or script it.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const int MaxPageSize = 200;

    /// <summary>At least this long between two notices to one page, however busy the fleet is.</summary>
    private static readonly TimeSpan NoticeInterval = TimeSpan.FromSeconds(1);

    /// <summary>A notice is sent at least this often, so that page and proxies can tell a quiet fleet from a broken
    /// line.</summary>
    private static readonly TimeSpan QuietInterval = TimeSpan.FromSeconds(15);

    private static readonly string Version =
        typeof(ConsoleEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    extension(IServiceCollection services)
    {
        /// <summary>Adds what <see cref="UseConsole"/> needs.</summary>
        public IServiceCollection AddConsole()
        {
            services.ConfigureHttpJsonOptions(options =>
            {
                options.SerializerOptions.TypeInfoResolverChain.Insert(0, ConsoleJson.Default);
                options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            });
            services.AddSingleton<AllowedHosts>();
            return services.AddProblemDetails();
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Serves the page, the API and the health checks.</summary>
        public WebApplication UseConsole()
        {
            app.Use(SetSecurityHeaders);
            app.Use(RefuseOtherHosts);
            app.Use(TellStoreFailure);
            app.UseDefaultFiles();
            app.UseStaticFiles(new StaticFileOptions
            {
                OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
            });

            var api = app.MapGroup("/api");
            api.MapGet("/trend", TrendAsync);
            api.MapGet("/kiosks", KiosksAsync);
            api.MapGet("/kiosks/{chain}/{store}/{kiosk}", KioskAsync);
            api.MapGet("/places", PlacesAsync);
            api.MapGet("/effect", EffectAsync);
            api.MapGet("/steps", StepsAsync);
            api.MapGet("/remedies", RemediesAsync);
            api.MapPost("/remedies", BeginRemedyAsync);
            api.MapPost("/remedies/{id}/close", CloseRemedyAsync);
            api.MapGet("/status", (IngestStatus status) => TypedResults.Ok(Status(status)));
            api.MapGet("/live", Live);

            app.MapGet("/healthz", (IngestStatus status) => TypedResults.Ok(Status(status)));
            app.MapGet("/readyz", (IngestStatus status) => TypedResults.Json(
                Status(status),
                ConsoleJson.Default.ServiceStatus,
                statusCode: status is { BrokerTrouble: null, StoreTrouble: null }
                    ? StatusCodes.Status200OK
                    : StatusCodes.Status503ServiceUnavailable));
            return app;
        }
    }

    private static async Task<Results<Ok<Trend>, ProblemHttpResult>> TrendAsync(
        FleetReader fleet, [AsParameters] FleetQuery query, CancellationToken cancellationToken) =>
        query.Read(out var scope, out var period, out var utcOffset) is { } refusal
            ? Problem(refusal)
            : TypedResults.Ok(await fleet.TrendAsync(scope, period, utcOffset, cancellationToken));

    private static async Task<Results<Ok<KioskPage>, ProblemHttpResult>> KiosksAsync(
        FleetReader fleet,
        IngestStatus status,
        [AsParameters] FleetQuery query,
        CancellationToken cancellationToken,
        string search = "",
        string need = "",
        string sort = "need",
        int offset = 0,
        int limit = 50)
    {
        if (query.Read(out var scope, out var period, out _) is { } refusal)
        {
            return Problem(refusal);
        }

        if (offset < 0 || limit is < 1 or > MaxPageSize)
        {
            return Problem($"The offset must not be negative and the limit must be 1 to {MaxPageSize}.");
        }

        var order = KioskOrder.Named(sort);
        if (order is null)
        {
            return Problem("The sort must be need, name, last_seen, frustrated or visits.");
        }

        var (kiosks, asOf) = await fleet.KiosksAsync(scope, period, status.SilentBefore, cancellationToken);
        var matching = order(kiosks.Where(kiosk =>
            (need.Length == 0 || Name(kiosk.Need) == need) && IsFound(kiosk, search))).ToList();
        return TypedResults.Ok(new KioskPage(
            kiosks.CountBy(kiosk => kiosk.Status).ToDictionary(),
            kiosks.CountBy(kiosk => Name(kiosk.Need)).ToDictionary(),
            matching.Count,
            [.. matching.Skip(offset).Take(limit)],
            asOf));
    }

    private static async Task<Results<Ok<KioskDetail>, ProblemHttpResult>> KioskAsync(
        FleetReader fleet, IngestStatus status, [AsParameters] FleetQuery query, CancellationToken cancellationToken)
    {
        if (query.Read(out _, out var period, out var utcOffset) is { } refusal)
        {
            return Problem(refusal);
        }

        var detail = KioskAddress.TryParse($"{query.Chain}/{query.Store}/{query.Kiosk}", out var address) && address is not null
            ? await fleet.KioskAsync(address, period, utcOffset, status.SilentBefore, cancellationToken)
            : null;
        return detail is null
            ? TypedResults.Problem("This kiosk has never been heard of.", statusCode: StatusCodes.Status404NotFound)
            : TypedResults.Ok(detail);
    }

    private static async Task<Ok<IReadOnlyList<Place>>> PlacesAsync(FleetReader fleet, CancellationToken cancellationToken)
    {
        var stores = await fleet.StoresAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<Place>>([.. stores.Select(store => new Place(store.Chain, store.Store))]);
    }

    private static async Task<Results<Ok<Effect>, ProblemHttpResult>> EffectAsync(
        EffectReader effects, [AsParameters] FleetQuery query, CancellationToken cancellationToken) =>
        query.Read(out var scope, out var period, out _) is { } refusal
            ? Problem(refusal)
            : TypedResults.Ok(await effects.EffectAsync(scope, period, cancellationToken));

    private static async Task<Results<Ok<StepTroubles>, ProblemHttpResult>> StepsAsync(
        StepReader steps, [AsParameters] FleetQuery query, CancellationToken cancellationToken) =>
        query.Read(out var scope, out var period, out _) is { } refusal
            ? Problem(refusal)
            : TypedResults.Ok(await steps.StepsAsync(scope, period, cancellationToken));

    private static async Task<Results<Ok<RemedyList>, ProblemHttpResult>> RemediesAsync(
        RemedyLedger remedies, [AsParameters] FleetQuery query, CancellationToken cancellationToken) =>
        query.Read(out var scope, out _, out _) is { } refusal
            ? Problem(refusal)
            : TypedResults.Ok(await remedies.ListAsync(scope, cancellationToken));

    /// <summary>Takes JSON only, which another site's page cannot send without asking first, and is then refused.
    /// </summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> BeginRemedyAsync(
        NewRemedy remedy, RemedyLedger remedies, CancellationToken cancellationToken)
    {
        if (RemedyLedger.Refusal(remedy) is { } refusal)
        {
            return Problem(refusal);
        }

        await remedies.BeginAsync(remedy, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CloseRemedyAsync(
        string id, HttpRequest request, RemedyLedger remedies, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return TypedResults.Problem(
                "The body must be application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        return await remedies.CloseAsync(id, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem("There is no such open remedy.", statusCode: StatusCodes.Status404NotFound);
    }

    private static ServerSentEventsResult<string> Live(
        IngestStatus status, ChangeSignal changes, TimeProvider time, IHostApplicationLifetime lifetime, HttpContext http)
    {
        http.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold the events back
        return TypedResults.ServerSentEvents(
            NoticesAsync(status, changes, time, lifetime.ApplicationStopping, http.RequestAborted));
    }

    /// <summary>The service's status at once, and again whenever something changed that the page may show.</summary>
    private static async IAsyncEnumerable<SseItem<string>> NoticesAsync(
        IngestStatus status,
        ChangeSignal changes,
        TimeProvider time,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        while (!ended.IsCancellationRequested)
        {
            var changed = changes.Next;
            yield return new SseItem<string>(
                JsonSerializer.Serialize(Status(status), ConsoleJson.Default.ServiceStatus), "status");

            await Task.WhenAny(changed, Task.Delay(QuietInterval, time, ended.Token));
            await Task.WhenAny(Task.Delay(NoticeInterval, time, ended.Token));
        }
    }

    private static bool IsFound(KioskSummary kiosk, string search) =>
        $"{kiosk.Chain}/{kiosk.Store}/{kiosk.Kiosk}".Contains(search.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Name(Need need) => JsonNamingPolicy.SnakeCaseLower.ConvertName(need.ToString());

    private static ProblemHttpResult Problem(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);

    private static ServiceStatus Status(IngestStatus status) => new(
        Version, status.BrokerTrouble, status.StoreTrouble, status.Stored, status.Repeated, status.Refused);

    private static Task SetSecurityHeaders(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return next(http);
    }

    private static Task RefuseOtherHosts(HttpContext http, RequestDelegate next) =>
        http.RequestServices.GetRequiredService<AllowedHosts>().Has(http.Request.Host)
            ? next(http)
            : Problem($"The console is not served as '{http.Request.Host.Host}'; Cloud:AllowedHosts names what else it is called.")
                .ExecuteAsync(http);

    private static async Task TellStoreFailure(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (DbException exception) when (!http.Response.HasStarted)
        {
            await TypedResults.Problem(
                $"The fleet database cannot be read: {exception.Message}",
                statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
        }
    }
}
