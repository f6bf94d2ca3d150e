namespace Kiosk.Edge.Response;

/// <summary>How the visit that is closed went; the wire name is the member in snake_case.</summary>
public enum Closing
{
    /// <summary>The customer got done in spite of some trouble.</summary>
    Patient,

    /// <summary>A person helped.</summary>
    Helped,
}
