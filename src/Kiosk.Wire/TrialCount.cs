namespace Kiosk.Wire;

/// <summary>How visits went that got the same answer to the same cause first.</summary>
/// <param name="Visits">So many.</param>
/// <param name="Well">Of those, visits that were completed without a person.</param>
/// <param name="Weight">The sum of 1 / the chance with which the answer was drawn; 0 of <c>control</c>. What an answer would
/// do for everyone is estimated by it, whomever it was given to.</param>
/// <param name="WellWeight">The same over the visits that went well.</param>
public sealed record TrialCount(int Visits, int Well, double Weight, double WellWeight)
{
    /// <summary>The name, beside the strategies, of visits drawn to get no prompts.</summary>
    public const string Control = "control";
}
