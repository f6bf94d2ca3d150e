namespace Kiosk.Wire;

/// <summary>How visits went at one step of one version of the kiosk app.</summary>
/// <param name="Visits">Visits that touched the step.</param>
/// <param name="Frustrated">Of those, visits in which frustration began there.</param>
public sealed record StepCount(int Visits, int Frustrated);
