using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiosk.Edge.Recognition;

/// <summary>A face in a picture; all positions in pixels of that picture.</summary>
/// <param name="Box">Where it is, inside of the picture.</param>
/// <param name="Score">How sure the detector is, 0..1.</param>
/// <param name="Landmarks">Its five landmarks; they may lie outside of the picture.</param>
internal readonly record struct DetectedFace(Box Box, float Score, Landmarks Landmarks);

/// <summary>A rectangle in pixels; right and bottom are exclusive.</summary>
internal readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    public float Width => Right - Left;

    public float Height => Bottom - Top;

    public float Area => Math.Max(0, Width) * Math.Max(0, Height);

    /// <summary>Intersection over union, 0..1; 0 where both are empty.</summary>
    public float Overlap(Box other)
    {
        var width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        var height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var shared = width * height;
        return shared / (Area + other.Area - shared);
    }
}

/// <summary>x, y of the eye on the picture's left, the eye on its right, the nose tip, the mouth corner on its left and
/// the one on its right.</summary>
[InlineArray(Count)]
internal struct Landmarks
{
    public const int Count = 5;

    private Vector2 _first;
}
