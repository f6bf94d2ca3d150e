using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>Words for the customer's screen.</summary>
/// <param name="Id">The catalogue entry's name, such as <c>payment.guide</c>.</param>
/// <param name="Cause">What the words answer.</param>
/// <param name="Strategy">How they answer.</param>
/// <param name="Level">1 (a gentle word) to 3 (a person comes).</param>
/// <param name="Language">BCP 47 tag of the text.</param>
/// <param name="Text">The words, plain text.</param>
/// <param name="ReadingTime">How long the words stay readable before anything may replace them.</param>
public sealed record Prompt(
    string Id, Cause Cause, Strategy Strategy, int Level, string Language, string Text, TimeSpan ReadingTime)
{
    /// <summary>Why it is shown; null until that is written down.</summary>
    public Explanation? Why { get; init; }
}
