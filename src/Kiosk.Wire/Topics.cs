namespace Kiosk.Wire;

/// <summary>The end of a kiosk's topic: what kind of message it carries.</summary>
public static class Channels
{
    /// <summary>Birth, and death by will: <see cref="KioskState"/>, retained.</summary>
    public const string State = "state";

    /// <summary>Aggregates of a closed window: <see cref="VisitWindow"/>.</summary>
    public const string Window = "window";

    /// <summary>What the cloud has stored: <see cref="WindowReceipt"/>, from the cloud.</summary>
    public const string Receipt = "receipt";

    /// <summary>How the box is: <see cref="KioskHealth"/>.</summary>
    public const string Health = "health";

    /// <summary>A device fault raised or cleared: <see cref="DeviceFault"/>.</summary>
    public const string Fault = "fault";

    /// <summary>What the kiosk should know: <see cref="DesiredState"/>, from the cloud, retained.</summary>
    public const string Desired = "twin/desired";
}

/// <summary>The topic names of wire version 1: <c>carekiosk/v1/{chain}/{store}/{kiosk}/{channel}</c>.</summary>
public static class Topics
{
    private const string Root = "carekiosk/v1";

    /// <summary>The topic of one kiosk's channel.</summary>
    /// <param name="address">The kiosk.</param>
    /// <param name="channel">One of <see cref="Channels"/>.</param>
    public static string For(KioskAddress address, string channel) => $"{Root}/{address}/{channel}";

    /// <summary>The filter that matches a channel of every kiosk.</summary>
    public static string Every(string channel) => $"{Root}/+/+/+/{channel}";

    /// <summary>The same filter as a shared subscription (MQTT 5 section 4.8.2). A shared subscription gets no retained
    /// messages, so retained channels need <see cref="Every"/>.</summary>
    /// <param name="share">The share name; replicas of one service use the same.</param>
    /// <param name="channel">One of <see cref="Channels"/>.</param>
    public static string Shared(string share, string channel) => $"$share/{share}/{Every(channel)}";

    /// <summary>Takes a topic apart; false when it is not a kiosk's topic of wire version 1.</summary>
    public static bool TryParse(string? topic, out KioskAddress? address, out string? channel)
    {
        address = null;
        channel = null;
        if (topic?.Split('/') is not ["carekiosk", "v1", var chain, var store, var kiosk, var last]
            || !KioskAddress.TryParse($"{chain}/{store}/{kiosk}", out address))
        {
            return false;
        }

        channel = last;
        return true;
    }
}
