namespace Kiosk.Edge.Understanding;

/// <summary>How the customer at the kiosk is, as far as the evidence goes. It lives only as long as the visit.</summary>
/// <param name="At">When this holds, UTC.</param>
/// <param name="Frustration">Estimated probability of frustration, 0..1.</param>
/// <param name="Frustrated">The estimate passed the onset and has not yet fallen to the offset.</param>
/// <param name="EvidenceSince">When the evidence of this episode began to rise; null while calm.</param>
/// <param name="Cause">What the evidence on the screen points to most.</param>
public readonly record struct CustomerState(
    DateTimeOffset At, double Frustration, bool Frustrated, DateTimeOffset? EvidenceSince, Cause Cause);
