namespace Kiosk.Edge.Recognition;

/// <summary>What a stretch of speech told about the customer's voice. It holds no sound and no word.</summary>
/// <param name="At">When the stretch ended, UTC.</param>
/// <param name="Scores">Emotion of the voice.</param>
/// <param name="Arousal">How activated the voice sounds, 0 (sleepy) to 1 (agitated).</param>
/// <param name="Abstained">The model does not know which emotion: no score reached its card's threshold.</param>
public readonly record struct VoiceReading(DateTimeOffset At, VoiceScores Scores, float Arousal, bool Abstained);
