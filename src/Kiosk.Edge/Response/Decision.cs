namespace Kiosk.Edge.Response;

/// <summary>A prompt or a silence, and why.</summary>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Prompt">What to show; null for silence.</param>
/// <param name="Choice">What was chosen by chance; null when the rules left no choice.</param>
/// <param name="SilentUntil">When the cooldown is over, UTC; null of other rules.</param>
public readonly record struct Decision(
    Rule Rule, Prompt? Prompt = null, Choice? Choice = null, DateTimeOffset? SilentUntil = null);
