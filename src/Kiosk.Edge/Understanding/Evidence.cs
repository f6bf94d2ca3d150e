namespace Kiosk.Edge.Understanding;

/// <summary>How much one kind of evidence adds to the estimate now, after what has been forgotten of it.</summary>
/// <param name="Sign">The kind of evidence.</param>
/// <param name="LogOdds">Its share; all shares of a state and the prior add up to the estimate's log-odds. Less than 0
/// speaks against frustration.</param>
public readonly record struct Evidence(Sign Sign, double LogOdds);
