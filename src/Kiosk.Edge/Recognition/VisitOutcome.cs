namespace Kiosk.Edge.Recognition;

/// <summary>How a visit ended; the wire name is the member in lower case.</summary>
public enum VisitOutcome
{
    /// <summary>The customer got done.</summary>
    Completed,

    /// <summary>The customer left without it.</summary>
    Abandoned,

    /// <summary>A person had to help.</summary>
    Staff,
}
