namespace Kiosk.Edge.Understanding;

/// <summary>A kind of evidence on how the customer is; the wire name is the member in snake_case. What each weighs is in
/// <see cref="EvidenceWeights"/>.</summary>
public enum Sign
{
    /// <summary>A payment was refused.</summary>
    PaymentDeclined,

    /// <summary>The shop does not know the article.</summary>
    ItemNotFound,

    /// <summary>The article is not there.</summary>
    OutOfStock,

    /// <summary>The price differs from what was announced.</summary>
    PriceMismatch,

    /// <summary>Scanner, printer or network failed.</summary>
    DeviceFailed,

    /// <summary>Another error.</summary>
    OtherError,

    /// <summary>Many quick taps at the same place.</summary>
    RageTaps,

    /// <summary>The same two steps by turns.</summary>
    BackAndForth,

    /// <summary>A step is open much longer than it needs.</summary>
    Dwell,

    /// <summary>A wait beyond patience.</summary>
    Wait,

    /// <summary>A face more displeased than this customer's usual.</summary>
    Face,

    /// <summary>A voice more displeased than this customer's usual.</summary>
    Voice,

    /// <summary>The answer to "Did you feel looked after?".</summary>
    SelfReport,

    /// <summary>Words of complaint.</summary>
    Complaint,

    /// <summary>Words of worry.</summary>
    Worry,

    /// <summary>A step the visit had not reached before.</summary>
    Progress,

    /// <summary>A smile while nothing fails.</summary>
    Smile,

    /// <summary>Words of thanks.</summary>
    Thanks,
}
