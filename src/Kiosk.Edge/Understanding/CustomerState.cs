namespace Kiosk.Edge.Understanding;

/// <summary>How the customer at the kiosk is, as far as the evidence goes. It lives only as long as the visit.</summary>
/// <param name="At">When this holds, UTC; never before the state it follows.</param>
/// <param name="Frustration">Estimated probability of frustration, 0..1.</param>
/// <param name="Uncertainty">How far the estimate may be off, 0..0.5: half the width of its interval of one standard
/// error to each side.</param>
/// <param name="Frustrated">The estimate passed the onset and has not yet fallen to the offset.</param>
/// <param name="EvidenceSince">When the evidence of this episode began to rise; null while calm.</param>
/// <param name="Cause">What the evidence on the screen points to most.</param>
/// <param name="Mood">How the customer seems to be; <see cref="Mood.Unknown"/> when the evidence does not tell.</param>
public readonly record struct CustomerState(
    DateTimeOffset At,
    double Frustration,
    double Uncertainty,
    bool Frustrated,
    DateTimeOffset? EvidenceSince,
    Cause Cause,
    Mood Mood);
