using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Tests;

/// <summary>A shop's own web app: another origin than the worker, with a strict Content-Security-Policy and the line
/// that takes in <c>carekiosk.js</c>. The query becomes an attribute of that line.</summary>
internal sealed class KioskApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    internal KioskApp(Uri worker)
    {
        var origin = worker.GetLeftPart(UriPartial.Authority);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src {origin}; connect-src {origin}";
            return context.Response.WriteAsync(
                $"""
                <!DOCTYPE html><html lang="ko"><head><title>Shop</title>
                <script src="{origin}/carekiosk.js" {context.Request.QueryString.Value?.TrimStart('?')}></script></head>
                <body><button id="keypad" data-carekiosk-repeat>0</button></body></html>
                """);
        });
    }

    internal Uri Address => new(_app.Urls.Single());

    internal Task StartAsync() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
