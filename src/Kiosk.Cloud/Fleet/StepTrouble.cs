namespace Kiosk.Cloud.Fleet;

/// <summary>Which step frustrates in which version of the kiosk app.</summary>
/// <param name="FewestVisits">What a share needs to be shown.</param>
/// <param name="Steps">The steps, those that frustrate most first, then those of which too little is known; 50 at most.</param>
/// <param name="Total">How many there are.</param>
/// <param name="AsOf">When this was so, UTC: an answer may be given again.</param>
public sealed record StepTroubles(int FewestVisits, IReadOnlyList<StepTrouble> Steps, int Total, DateTimeOffset AsOf);

/// <summary>A step of a version.</summary>
/// <param name="AppVersion">The kiosk app's version, as it tells it.</param>
/// <param name="Step">The step's name in the app.</param>
/// <param name="Visits">Visits that touched it.</param>
/// <param name="Frustrated">Of those, visits in which frustration began there.</param>
/// <param name="Share">The share that is; null while too few visits tell.</param>
public sealed record StepTrouble(string AppVersion, string Step, long Visits, long Frustrated, Interval? Share);
