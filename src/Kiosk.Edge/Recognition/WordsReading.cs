namespace Kiosk.Edge.Recognition;

/// <summary>What a text told about the customer. It holds no word.</summary>
/// <param name="At">When the text was told, UTC.</param>
/// <param name="Scores">What the text expresses.</param>
/// <param name="Abstained">The model does not know: no score reached its card's threshold.</param>
public readonly record struct WordsReading(DateTimeOffset At, WordsScores Scores, bool Abstained);
