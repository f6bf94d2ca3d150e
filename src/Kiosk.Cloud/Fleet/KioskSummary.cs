using System.Text.Json.Serialization;

namespace Kiosk.Cloud.Fleet;

/// <summary>The kiosks of a scope.</summary>
/// <param name="Kiosks">Those that need a look first.</param>
/// <param name="AsOf">When their visits were so, UTC: an answer may be given again. All else is as it is now.</param>
public sealed record KioskList(IReadOnlyList<KioskSummary> Kiosks, DateTimeOffset AsOf);

/// <summary>One kiosk as the list shows it.</summary>
/// <param name="Chain">Its chain.</param>
/// <param name="Store">Its store.</param>
/// <param name="Kiosk">Its name in the store.</param>
/// <param name="Status"><c>online</c>, <c>offline</c>, <c>lost</c>, <see cref="Silent"/> or, before its first state,
/// <c>unknown</c>.</param>
/// <param name="StatusSince">Since when, UTC.</param>
/// <param name="LastSeen">When it last gave a sign of life, UTC.</param>
/// <param name="Software">Its version; null when it has not said.</param>
/// <param name="OutboxWindows">Windows it still holds; null when it has not said.</param>
/// <param name="Faults">The faults that stand.</param>
/// <param name="Tally">Its visits over the period.</param>
/// <param name="Need">Why somebody should look at it.</param>
public sealed record KioskSummary(
    string Chain,
    string Store,
    string Kiosk,
    string Status,
    DateTimeOffset StatusSince,
    DateTimeOffset LastSeen,
    string? Software,
    long? OutboxWindows,
    IReadOnlyList<string> Faults,
    Tally Tally,
    Need Need)
{
    /// <summary>The status of a kiosk that should be online and of which nothing comes.</summary>
    public const string Silent = "silent";
}

/// <summary>Why somebody should look at a kiosk, most pressing first; a kiosk has the first that holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Need>))]
public enum Need
{
    /// <summary>The connection broke without a goodbye, or nothing comes although it did not.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,

    /// <summary>A device fault stands.</summary>
    [JsonStringEnumMemberName("fault")]
    Fault,

    /// <summary>Its customers are frustrated clearly more often than the fleet's.</summary>
    [JsonStringEnumMemberName("frustration")]
    Frustration,

    /// <summary>It is online but holds many windows back.</summary>
    [JsonStringEnumMemberName("backlog")]
    Backlog,

    /// <summary>Nothing asks for attention.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}
