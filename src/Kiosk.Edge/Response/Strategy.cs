namespace Kiosk.Edge.Response;

/// <summary>How to answer; the wire name is the member in snake_case.</summary>
public enum Strategy
{
    /// <summary>Say nothing; needs no words.</summary>
    SayNothing,

    /// <summary>Say that it was seen and is a nuisance.</summary>
    Acknowledge,

    /// <summary>Say what happened.</summary>
    Explain,

    /// <summary>Ask for one small thing only.</summary>
    Simplify,

    /// <summary>Say what to do next.</summary>
    Guide,

    /// <summary>Take the hurry out.</summary>
    SlowDown,

    /// <summary>Offer a person.</summary>
    OfferPerson,

    /// <summary>Call a person.</summary>
    CallPerson,

    /// <summary>Thank, when the visit is over.</summary>
    Thank,
}
