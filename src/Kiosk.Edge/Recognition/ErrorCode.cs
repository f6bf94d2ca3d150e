namespace Kiosk.Edge.Recognition;

/// <summary>What failed in front of the customer; the wire name is the member in snake_case.</summary>
public enum ErrorCode
{
    /// <summary>A card or other payment was refused.</summary>
    PaymentDeclined,

    /// <summary>The shop does not know the article.</summary>
    ItemNotFound,

    /// <summary>The article is not there.</summary>
    OutOfStock,

    /// <summary>The price differs from what was announced.</summary>
    PriceMismatch,

    /// <summary>The scanner does not read.</summary>
    ScannerFailed,

    /// <summary>The printer does not print.</summary>
    PrinterFailed,

    /// <summary>The network is away.</summary>
    NetworkFailed,

    /// <summary>Anything else.</summary>
    Other,
}
