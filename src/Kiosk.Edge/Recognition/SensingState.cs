namespace Kiosk.Edge.Recognition;

/// <summary>When the sensors may be open; the wire name is the member in snake_case.</summary>
public enum SensingMode
{
    /// <summary>Once the customer agreed.</summary>
    OptIn,

    /// <summary>From the beginning of a visit until the customer objects; only where the law allows it.</summary>
    Notice,

    /// <summary>Never.</summary>
    Off,
}

/// <summary>What keeps the sensors closed whatever the customer said; the wire name is the member in snake_case.</summary>
public enum SensingHold
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A card or PIN is being entered.</summary>
    PrivateStep,

    /// <summary>The privacy switch.</summary>
    PrivacySwitch,

    /// <summary>Staff work on the kiosk.</summary>
    Staff,
}

/// <summary>Whether the sensors may be open, and why not. Whether they are is the devices' to say.</summary>
/// <param name="Mode">The kiosk's mode.</param>
/// <param name="Agreed">The customer's word: yes to at least one sensor, no to both, or null for none yet.</param>
/// <param name="Hold">What keeps them closed; the strongest when there are several.</param>
/// <param name="FromAge">The age in years from which a customer is asked; 0 for any.</param>
public readonly record struct SensingState(SensingMode Mode, bool? Agreed, SensingHold Hold, int FromAge);
