namespace Kiosk.Edge.Understanding;

/// <summary>How a customer seems to be, as far as it decides what helps: reassurance is not apology. The wire name is
/// the member in snake_case.</summary>
public enum Mood
{
    /// <summary>The evidence does not tell; the kiosk then answers what happened, not how somebody may feel.</summary>
    Unknown,

    /// <summary>Nothing is the matter.</summary>
    Calm,

    /// <summary>Content, and nothing fails.</summary>
    Pleased,

    /// <summary>Annoyed: wants it to work, and no fuss.</summary>
    Irritated,

    /// <summary>Worried: wants to know that nothing bad happens.</summary>
    Anxious,

    /// <summary>Sad or lost: wants to be led on, slowly.</summary>
    Lost,
}
