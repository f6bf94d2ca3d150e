namespace Kiosk.Wire;

/// <summary>Birth (sent at each connect) and death (sent by the broker as the will) of a kiosk; retained.</summary>
/// <param name="Version">1.</param>
/// <param name="Status"><c>online</c>, <c>offline</c> (it said goodbye) or <c>lost</c> (its will).</param>
/// <param name="Boot">The boot whose windows it sends now.</param>
/// <param name="Software">The worker's version, such as <c>0.1.0</c>.</param>
/// <param name="At">When the state began, UTC; for a will, when it connected.</param>
public sealed record KioskState(int Version, string Status, string Boot, string Software, DateTimeOffset At)
{
    /// <summary>The kiosk is connected.</summary>
    public const string Online = "online";

    /// <summary>The kiosk said goodbye.</summary>
    public const string Offline = "offline";

    /// <summary>The connection broke without a goodbye.</summary>
    public const string Lost = "lost";
}
