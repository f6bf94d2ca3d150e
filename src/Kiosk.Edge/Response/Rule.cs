namespace Kiosk.Edge.Response;

/// <summary>Why the kiosk spoke or kept silent; the wire name is the member in snake_case. No rule can be overridden by
/// what is learned.</summary>
public enum Rule
{
    /// <summary>Silent: there is not enough evidence that anything is the matter.</summary>
    Calm,

    /// <summary>Speaks: frustration has begun.</summary>
    FirstSign,

    /// <summary>Speaks: frustration has not fallen since the last prompt.</summary>
    NotHelping,

    /// <summary>Calls a person: distress is high, or was since the last words.</summary>
    HighDistress,

    /// <summary>Silent: the last prompt was a moment ago, or is still being read.</summary>
    Cooldown,

    /// <summary>Silent: frustration is falling.</summary>
    Easing,

    /// <summary>Silent: the visit has had as many prompts as a visit may.</summary>
    Limit,

    /// <summary>Silent: everything fitting has been said.</summary>
    NothingLeft,

    /// <summary>Silent: the visit is one of the few that show how visits go without prompts.</summary>
    Control,

    /// <summary>Silent: saying nothing was chosen as the best answer.</summary>
    ChoseSilence,
}
