using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Display;

/// <summary>Serves the customer screen, <c>carekiosk.js</c> and the local API on 127.0.0.1. It runs beside the worker
/// instead of being its host, so that a port in use costs the screen and nothing else, until the port is free.</summary>
internal sealed partial class LocalServer(
    PromptBroadcast broadcast,
    ScreenEventSink sink,
    SensingReportSource report,
    GreetingSource greetings,
    DeveloperSink developer,
    IOptions<DisplayOptions> options,
    TimeProvider time,
    ILoggerFactory loggerFactory) : BackgroundService
{
    /// <summary>How long a port in use is left alone before the next try.</summary>
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>Connections at a time: the screens' streams and a few calls beside them.</summary>
    private const int MaxConnections = 4 * PromptBroadcast.MaxScreens;

    private readonly ILogger _logger = loggerFactory.CreateLogger<LocalServer>();
    private WebApplication? _app;

    /// <summary>Where the customer screen is, or null while it is not served.</summary>
    internal Uri? Address { get; private set; }

    /// <summary>Serves before it returns, so that READY=1 means that the screen is there, unless the port is in
    /// use.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryServeAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        ((IDisposable?)_app)?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_app is null)
        {
            await Task.Delay(RetryInterval, time, stoppingToken);
            await TryServeAsync(stoppingToken);
        }
    }

    private async Task TryServeAsync(CancellationToken cancellationToken)
    {
        var app = Build();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            await app.DisposeAsync();
            Log.PortInUse(_logger, options.Value.Port, RetryInterval.TotalSeconds, exception.Message);
            return;
        }

        Address = new Uri(app.Urls.Single());
        _app = app;
        Log.ScreenServed(_logger, Address);
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = LocalApi.MaxRefusedBytes;
            kestrel.Listen(IPAddress.Loopback, options.Value.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddCors();
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.AddSingleton(broadcast);
        builder.Services.AddSingleton(sink);
        builder.Services.AddSingleton(report);
        builder.Services.AddSingleton(greetings);
        builder.Services.AddSingleton(developer);
        builder.Services.AddSingleton(new CallBudget(options.Value.EventsPerSecond, time));
        builder.Services.AddSingleton(time);

        var script = ClientScript.Load();
        var guard = new CallerGuard(options.Value.AllowedOrigins);
        var app = builder.Build();
        app.Use((context, next) => guard.Admits(context.Request) ? next(context) : RefuseAsync(context));
        app.Use((context, next) =>
        {
            SetSecurityHeaders(context.Response.Headers, isApp: context.Request.Path.StartsWithSegments("/app", StringComparison.Ordinal));
            return next(context);
        });
        app.UseStatusCodePages(context => TypedResults.Problem(
            detail: "There is nothing here for this method and path; kiosk-app.md (docs/, or /usr/share/doc/carekiosk-edge/) lists the calls.",
            statusCode: context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
        app.UseRouting();
        app.UseCors(policy => policy
            .SetIsOriginAllowed(guard.AdmitsOrigin)
            .WithMethods("GET", "POST")
            .WithHeaders("Content-Type")
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10)));
        app.UseFileServer(Files(Path.Combine(AppContext.BaseDirectory, "screen"), ""));
        if (options.Value.AppFolder is { } folder)
        {
            app.UseFileServer(Files(Path.GetFullPath(folder), "/app"));
        }

        app.MapGet("/carekiosk.js", context => script.SendAsync(context.Response));
        app.MapLocalApi();
        if (options.Value.DeveloperMode)
        {
            app.MapDeveloperApi();
        }

        return app;
    }

    private static FileServerOptions Files(string folder, string path) => new()
    {
        FileProvider = new PhysicalFileProvider(folder),
        RequestPath = path,

        // An updated worker must not be met by yesterday's script; the files are small and local.
        StaticFileOptions = { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" },
    };

    private Task RefuseAsync(HttpContext context)
    {
        Log.CallerRefused(_logger, context.Request.Host.Value, context.Request.Headers.Origin);
        return TypedResults.Problem(
            detail: "Only pages of this kiosk, or of an origin in Display:AllowedOrigins, may call this address.",
            statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
    }

    /// <summary>The worker's own pages may load nothing but their own; what an app loads is its own affair.</summary>
    private void SetSecurityHeaders(IHeaderDictionary headers, bool isApp)
    {
        // Who may call may show as well: pages of the kiosk, whatever their port, and the configured origins. But for [::1],
        // which a Content-Security-Policy can't name.
        var frames = string.Join(
            ' ', ["'self'", "http://127.0.0.1:*", "http://localhost:*", .. options.Value.AllowedOrigins]);
        const string Own = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
            + "frame-src 'self'; base-uri 'none'; form-action 'none'; ";
        headers.ContentSecurityPolicy = $"{(isApp ? "" : Own)}frame-ancestors {frames}";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1400, EventName = "ScreenServed", Level = LogLevel.Information,
            Message = "The customer screen is at {Address}")]
        internal static partial void ScreenServed(ILogger logger, Uri address);

        [LoggerMessage(EventId = 1401, EventName = "ScreenPortInUse", Level = LogLevel.Error,
            Message = "The customer screen can't be served on port {Port}; the next try is in {Seconds} s. {Reason}")]
        internal static partial void PortInUse(ILogger logger, int port, double seconds, string reason);

        [LoggerMessage(EventId = 1404, EventName = "ForeignCallerRefused", Level = LogLevel.Warning,
            Message = "A call for host {Host} from origin {Origin} was refused; only this kiosk's own pages may call")]
        internal static partial void CallerRefused(ILogger logger, string? host, string? origin);
    }
}
