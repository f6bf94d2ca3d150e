namespace Kiosk.Cloud.Fleet;

/// <summary>What stores do about what frustrates their customers.</summary>
/// <param name="Total">How many remedies there are.</param>
/// <param name="Remedies">Those not closed yet, then the others, newest first; 50 at most.</param>
public sealed record RemedyList(long Total, IReadOnlyList<Remedy> Remedies);

/// <summary>What a store does about something that frustrates its customers.</summary>
/// <param name="Id">Its key, a random one.</param>
/// <param name="Chain">The store's chain.</param>
/// <param name="Store">The store.</param>
/// <param name="Cause">The cause, by its name on the wire.</param>
/// <param name="Action">What is done, one sentence.</param>
/// <param name="Begun">Since when, UTC.</param>
/// <param name="Closed">When it was done, UTC; null until then.</param>
/// <param name="Before">Frustrated visits by this cause, and visits, in the week before it was begun.</param>
/// <param name="After">The same in the week after it was closed, as far as that is over; null until it is closed.</param>
public sealed record Remedy(
    string Id,
    string Chain,
    string Store,
    string Cause,
    string Action,
    DateTimeOffset Begun,
    DateTimeOffset? Closed,
    CauseCount Before,
    CauseCount? After);

/// <summary>How often something frustrated.</summary>
/// <param name="Frustrated">Visits frustrated by the cause.</param>
/// <param name="Visits">All visits.</param>
public sealed record CauseCount(long Frustrated, long Visits);

/// <summary>A remedy to begin.</summary>
/// <param name="Chain">The store's chain.</param>
/// <param name="Store">The store.</param>
/// <param name="Cause">The cause, by its name on the wire.</param>
/// <param name="Action">What is done, one sentence.</param>
public sealed record NewRemedy(string Chain, string Store, string Cause, string Action);
