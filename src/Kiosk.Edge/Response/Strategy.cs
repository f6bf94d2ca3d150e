namespace Kiosk.Edge.Response;

/// <summary>How to answer; the wire name is the member in snake_case.</summary>
public enum Strategy
{
    /// <summary>Say that it was seen and is a nuisance.</summary>
    Acknowledge,

    /// <summary>Say what happened.</summary>
    Explain,

    /// <summary>Say what to do next.</summary>
    Guide,

    /// <summary>Offer a person.</summary>
    OfferPerson,

    /// <summary>Call a person.</summary>
    CallPerson,

    /// <summary>Thank.</summary>
    Thank,
}
