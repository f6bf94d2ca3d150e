namespace Kiosk.Edge.Recognition;

/// <summary>How a picture of any size is put into the detector's input: scaled with its proportions to fit, at the top
/// left, the rest black. A point of the picture times the scale is a point of the input.</summary>
/// <param name="Width">The input's width, a multiple of <see cref="Stride"/>.</param>
/// <param name="Height">The input's height, likewise.</param>
/// <param name="ContentWidth">Width of the scaled picture.</param>
/// <param name="ContentHeight">Height of the scaled picture.</param>
/// <param name="ScaleX">Input pixels for one picture pixel, across. Rounding to whole pixels makes it differ from
/// <paramref name="ScaleY"/> by a trace.</param>
/// <param name="ScaleY">Input pixels for one picture pixel, down.</param>
internal readonly record struct Letterbox(
    int Width, int Height, int ContentWidth, int ContentHeight, float ScaleX, float ScaleY)
{
    /// <summary>The detector's coarsest grid: sizes must be multiples of it.</summary>
    public const int Stride = 32;

    /// <summary>The longer side of the input; 320 × 256 for a 4:3 camera.</summary>
    public const int LongSide = 320;

    /// <summary>For a picture of at least 1 × 1.</summary>
    public static Letterbox For(int width, int height)
    {
        var scale = (double)LongSide / Math.Max(width, height);
        var contentWidth = Math.Max(1, (int)Math.Round(width * scale));
        var contentHeight = Math.Max(1, (int)Math.Round(height * scale));
        return new Letterbox(
            RoundUp(contentWidth),
            RoundUp(contentHeight),
            contentWidth,
            contentHeight,
            (float)contentWidth / width,
            (float)contentHeight / height);
    }

    private static int RoundUp(int length) => (length + Stride - 1) / Stride * Stride;
}
