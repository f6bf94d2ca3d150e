namespace Kiosk.Edge.Recognition;

/// <summary>What the way of touching shows; the wire name is the member in snake_case.</summary>
public enum StruggleKind
{
    /// <summary>Many quick taps at the same place.</summary>
    RageTaps,

    /// <summary>The same two steps by turns.</summary>
    BackAndForth,

    /// <summary>A step is open much longer than it needs.</summary>
    Dwell,
}
