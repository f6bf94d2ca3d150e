using Kiosk.Wire;

namespace Kiosk.Edge.Reporting;

/// <summary>Visits counted while the clock was not set.</summary>
/// <param name="Began">When the boot began in which they were counted, by the clock as it was then.</param>
/// <param name="Counts">The visits, their times by that clock.</param>
internal sealed record UnsetWindow(DateTimeOffset Began, VisitWindow Counts);
