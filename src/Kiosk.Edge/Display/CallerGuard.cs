using System.Net;
using Microsoft.AspNetCore.Http;

namespace Kiosk.Edge.Display;

/// <summary>Decides which requests the local API answers. The socket is on loopback, but a foreign page in the kiosk's
/// own browser can still reach it: by its address, or by a name of its own that resolves to 127.0.0.1 (DNS rebinding).
/// The first tells its Origin, or, where it only loads something, that it is another site (Fetch Metadata); the second tells
/// its Host. All are refused.</summary>
internal sealed class CallerGuard(IEnumerable<string> allowedOrigins)
{
    private readonly HashSet<string> _allowedOrigins = [.. allowedOrigins];

    /// <summary>The caller asks for this machine by a loopback name and comes from no foreign page.</summary>
    internal bool Admits(HttpRequest request) =>
        IsLoopback(request.Host.Host)
        && (request.Headers.TryGetValue("Origin", out var origin)
            ? AdmitsOrigin(origin.ToString())
            : !IsLoadedByForeignPage(request));

    /// <summary>A page of this kiosk, or one of the configured origins. <c>null</c> (a file, a sandboxed frame) is
    /// neither.</summary>
    internal bool AdmitsOrigin(string origin) =>
        _allowedOrigins.Contains(origin)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && IsLoopback(uri.Host));

    /// <summary>A picture, a frame or a link of another site carries no Origin. It may load the script and the worker's
    /// pages, as the app of another origin does, but hold no stream and read no answer.</summary>
    private static bool IsLoadedByForeignPage(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
        && request.Headers["Sec-Fetch-Site"] == "cross-site";

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
