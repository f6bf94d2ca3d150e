using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Kiosk.Cloud.Console;

/// <summary>The names under which the console may be asked for. Another site's page whose name leads here (DNS rebinding) is to
/// its browser the same site as the console, and could read all of it; but it asks in its own name.</summary>
internal sealed class AllowedHosts(CloudOptions options)
{
    private readonly IList<StringSegment> _names =
        [.. new[] { "localhost", "127.0.0.1", "[::1]", new Uri(options.Url).Host }.Concat(Named(options))];

    /// <summary>The names that were set.</summary>
    public static IReadOnlyList<string> Named(CloudOptions options) =>
        options.AllowedHosts.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether a call may ask for this name. One without a name comes from no browser.</summary>
    public bool Has(HostString asked) => !asked.HasValue || HostString.MatchesAny(asked.Host, _names);
}
