using System.Runtime.CompilerServices;

namespace Kiosk.Edge.Recognition;

/// <summary>The eight expressions of FER+, in its order (Barsoum et al. 2016, arXiv:1608.01041).</summary>
public enum Expression
{
    /// <summary>No expression.</summary>
    Neutral,

    /// <summary>A smile.</summary>
    Happiness,

    /// <summary>Raised brows, open mouth.</summary>
    Surprise,

    /// <summary>Lowered mouth corners.</summary>
    Sadness,

    /// <summary>Lowered brows, pressed lips.</summary>
    Anger,

    /// <summary>A wrinkled nose.</summary>
    Disgust,

    /// <summary>Wide eyes.</summary>
    Fear,

    /// <summary>One raised mouth corner.</summary>
    Contempt,
}

/// <summary>A probability 0..1 for each <see cref="Expression"/>, by its number; they add up to 1.</summary>
[InlineArray(Count)]
public struct ExpressionScores
{
    /// <summary>How many there are.</summary>
    public const int Count = 8;

    private float _first;
}
