namespace Kiosk.Edge.Understanding;

/// <summary>Why a customer is frustrated, read from what happened on the screen; the wire name is the member in
/// snake_case.</summary>
public enum Cause
{
    /// <summary>Nothing on the screen tells why.</summary>
    Unknown,

    /// <summary>A payment was declined.</summary>
    Payment,

    /// <summary>An article is not known or not found.</summary>
    ItemNotFound,

    /// <summary>An article is not in stock.</summary>
    OutOfStock,

    /// <summary>A price differs.</summary>
    Price,

    /// <summary>A long wait.</summary>
    Wait,

    /// <summary>A step is hard to understand.</summary>
    ConfusingStep,

    /// <summary>The kiosk's own device or network fails.</summary>
    KioskFault,
}
