using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>How often an answer came first for a cause elsewhere, and how often the visit went well.</summary>
/// <param name="Cause">What it answered.</param>
/// <param name="Strategy">The answer.</param>
/// <param name="Tried">Visits.</param>
/// <param name="Well">Of those, visits that were completed without a person.</param>
public readonly record struct FleetCount(Cause Cause, Strategy Strategy, double Tried, double Well);
