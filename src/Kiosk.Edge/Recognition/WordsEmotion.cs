using System.Runtime.CompilerServices;

namespace Kiosk.Edge.Recognition;

/// <summary>What the words model tells apart, in its order.</summary>
public enum WordsEmotion
{
    /// <summary>Irritation, anger, disappointment, disapproval.</summary>
    Complaint,

    /// <summary>Worry or fear.</summary>
    Worry,

    /// <summary>Gratitude.</summary>
    Thanks,

    /// <summary>Anything else: a request, a fact, another feeling.</summary>
    Other,
}

/// <summary>A probability 0..1 for each <see cref="WordsEmotion"/>, by its number; they add up to 1.</summary>
[InlineArray(Count)]
public struct WordsScores
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    private float _first;
}
