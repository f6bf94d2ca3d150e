namespace Kiosk.Edge.Recognition;

/// <summary>What a stretch of speech told about the customer's voice. It holds no sound and no word.</summary>
/// <param name="At">When the stretch ended, UTC.</param>
/// <param name="Scores">Emotion of the voice.</param>
/// <param name="Arousal">How activated the voice sounds, 0 (sleepy) to 1 (agitated).</param>
/// <param name="Abstained">The model does not know which emotion: no score reached its card's threshold.</param>
public readonly record struct VoiceReading(DateTimeOffset At, VoiceScores Scores, float Arousal, bool Abstained)
{
    /// <summary>The languages in which the model's card lets the emotion be named, as primary subtags; null: every one.
    /// In others only <see cref="Arousal"/> may be used.</summary>
    public IReadOnlyList<string>? EmotionLanguages { get; init; }

    /// <summary>Whether the emotion may be named when the customer speaks this language (BCP 47, <c>en</c> or
    /// <c>en-GB</c>).</summary>
    public bool NamesEmotionIn(string language) => EmotionLanguages is null
        || EmotionLanguages.Contains(language.Split('-')[0], StringComparer.OrdinalIgnoreCase);
}
