using Kiosk.Cloud.Fleet;

namespace Kiosk.Cloud.Console;

/// <summary>One page of the kiosk list.</summary>
/// <param name="Statuses">Kiosks in the scope by status, whatever was searched for.</param>
/// <param name="Needs">Kiosks in the scope by need, whatever was searched for.</param>
/// <param name="Total">Kiosks that match, over all pages.</param>
/// <param name="Kiosks">Those of this page.</param>
/// <param name="AsOf">When their visits were so, UTC.</param>
internal sealed record KioskPage(
    IReadOnlyDictionary<string, int> Statuses,
    IReadOnlyDictionary<string, int> Needs,
    int Total,
    IReadOnlyList<KioskSummary> Kiosks,
    DateTimeOffset AsOf);

/// <summary>A store that has kiosks.</summary>
internal sealed record Place(string Chain, string Store);

/// <summary>How the service itself is.</summary>
/// <param name="Version">The service's.</param>
/// <param name="Broker">Why the broker is not connected, one sentence; null when it is.</param>
/// <param name="Store">Why nothing can be stored, one sentence; null when it can.</param>
/// <param name="Stored">New windows stored since it started.</param>
/// <param name="Repeated">Windows dropped because they were there already.</param>
/// <param name="Refused">Messages refused.</param>
internal sealed record ServiceStatus(
    string Version, string? Broker, string? Store, long Stored, long Repeated, long Refused);
