namespace Kiosk.Edge.Sensing;

/// <summary>What the kiosk's housing may have.</summary>
public enum PanelPart
{
    /// <summary>The motion sensor.</summary>
    Presence,

    /// <summary>The button that calls a person.</summary>
    CallButton,

    /// <summary>The key by which staff say that they work on the kiosk.</summary>
    StaffKey,

    /// <summary>The switch that keeps camera and microphone closed.</summary>
    PrivacySwitch,
}

/// <summary>Something happened at the housing.</summary>
/// <param name="Part">Where.</param>
/// <param name="On">Motion began, the button was pressed, the key or switch was turned on; else off.</param>
public readonly record struct PanelEvent(PanelPart Part, bool On);
