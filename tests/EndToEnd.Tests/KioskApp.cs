using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Tests;

/// <summary>A shop's own web app: another origin than the worker, with a strict Content-Security-Policy and the line
/// that takes in <c>carekiosk.js</c>. The query becomes an attribute of that line. Below <c>/proxied</c> the same app has
/// the worker as a path of its own origin.</summary>
internal sealed class KioskApp : IAsyncDisposable
{
    /// <summary>Where the app is when it is served over HTTPS, as the browser is told.</summary>
    internal const string Origin = "https://kiosk.shop.example";

    private const string ProxyPath = "/carekiosk";
    private readonly WebApplication _app;
    private readonly HttpClient _worker;

    /// <param name="worker">The worker.</param>
    /// <param name="certificate">Serves over HTTPS with it; null for HTTP.</param>
    internal KioskApp(Uri worker, X509Certificate2? certificate = null)
    {
        _worker = new HttpClient { BaseAddress = worker, Timeout = Timeout.InfiniteTimeSpan };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback,
            0,
            listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            }));
        _app = builder.Build();
        _app.Map(ProxyPath, proxy => proxy.Run(ForwardAsync));
        _app.Run(context => context.Request.Path.StartsWithSegments("/proxied")
            ? ShowAsync(context, "'self'", ProxyPath)
            : ShowAsync(context, worker.GetLeftPart(UriPartial.Authority), worker.GetLeftPart(UriPartial.Authority)));
    }

    internal Uri Address => new(_app.Urls.Single());

    internal Task StartAsync() => _app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _worker.Dispose();
    }

    private static Task ShowAsync(HttpContext context, string allowed, string script)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src {allowed}; connect-src {allowed}; frame-src {allowed}";
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html><html lang="ko"><head><title>Shop</title>
            <script src="{script}/carekiosk.js" {context.Request.QueryString.Value?.TrimStart('?')}></script></head>
            <body><button id="keypad" data-carekiosk-repeat>0</button></body></html>
            """);
    }

    /// <summary>What the nginx of docs/kiosk-app.md does.</summary>
    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(context.Request.Path + context.Request.QueryString, UriKind.Relative));
        if (HttpMethods.IsPost(context.Request.Method))
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        if (context.Request.Headers.Origin is [{ } origin])
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        using var answer = await _worker.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        var part = new byte[4096];
        try
        {
            while (await body.ReadAsync(part, context.RequestAborted) is var count and > 0)
            {
                await context.Response.Body.WriteAsync(part.AsMemory(0, count), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted); // prompts are a stream
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The page went away.
        }
    }
}
