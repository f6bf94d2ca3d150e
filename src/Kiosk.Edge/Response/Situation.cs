using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>What an answer is chosen for: all that learning knows of a moment, and nothing of the customer.</summary>
/// <param name="Cause">What it is about.</param>
/// <param name="Mood">How the customer seems to be.</param>
/// <param name="Level">1 or 2.</param>
/// <param name="Tier">The evidence there is.</param>
/// <param name="Language">The catalogue's language.</param>
public readonly record struct Situation(Cause Cause, Mood Mood, int Level, EvidenceTier Tier, string Language);
