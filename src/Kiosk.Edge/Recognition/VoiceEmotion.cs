using System.Runtime.CompilerServices;

namespace Kiosk.Edge.Recognition;

/// <summary>The emotions the voice model tells apart, in its order.</summary>
public enum VoiceEmotion
{
    /// <summary>Neutral or calm.</summary>
    Neutral,

    /// <summary>Happy.</summary>
    Happiness,

    /// <summary>Sad.</summary>
    Sadness,

    /// <summary>Angry.</summary>
    Anger,

    /// <summary>Afraid.</summary>
    Fear,
}

/// <summary>A probability 0..1 for each <see cref="VoiceEmotion"/>, by its number; they add up to 1.</summary>
[InlineArray(Count)]
public struct VoiceScores
{
    /// <summary>How many there are.</summary>
    public const int Count = 5;

    private float _first;
}
