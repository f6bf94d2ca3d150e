using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>One answer of the catalogue.</summary>
/// <param name="Id">Unique name.</param>
/// <param name="Cause">What it answers; <see cref="Cause.Unknown"/> fits any cause.</param>
/// <param name="Strategy">How it answers.</param>
/// <param name="Level">1 (a gentle word) to 3 (a person comes).</param>
/// <param name="Mood">The only mood it is for; null for any.</param>
internal sealed record Answer(string Id, Cause Cause, Strategy Strategy, int Level, Mood? Mood);
