using System.Numerics;
using static Kiosk.Edge.Demo.Brush;

namespace Kiosk.Edge.Demo;

/// <summary>All of the rendered customer that does not move: background, hair, ears, neck, clothes, and the skin with
/// its nose. Eyes, brows and mouth come from <see cref="MovingFace"/>.</summary>
/// <remarks>Lengths are in distances between the pupils (about 63 mm), from the point between them, x to the right and
/// y down; so the chin is at 1.92 and the face 2.24 wide. The proportions are those of drawing books.</remarks>
internal static class RestingHead
{
    internal static readonly Vector3 Skin = Rgb(222, 172, 142);
    internal static readonly Vector3 SkinShade = Rgb(150, 96, 74);
    internal static readonly Vector3 Hair = Rgb(46, 34, 28);

    private static readonly Vector3 Shirt = Rgb(72, 96, 120);
    private static readonly Vector3 WallLight = Rgb(178, 186, 190);
    private static readonly Vector3 WallDark = Rgb(110, 122, 130);
    private static readonly Vector3 Blush = new(0.9f, 0.7f, 0);

    /// <summary>The colour at a place.</summary>
    public static Vector3 At(float x, float y)
    {
        var width = HalfWidth(y);
        var color = Over(WallLight, WallDark, Step(-2.5f, 3, y + (0.25f * x)));
        color = Over(color, Hair * 0.8f, Step(0.03f, -0.03f, Radius(x / 1.27f, (y + 0.55f) / 1.55f) - 1));
        color = Body(color, x, y);
        color = Over(
            color,
            SkinAt(x, y),
            Step(0.02f, -0.02f, MathF.Abs(x) - width) * Step(-2, -1.9f, y) * Step(1.935f, 1.9f, y));
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            var nostril = Radius(((side * x) - 0.115f) / 0.075f, (y - 0.715f - (0.02f * MathF.Abs(x))) / 0.035f);
            color = Over(color, SkinShade * 0.45f, 0.85f * Step(1.2f, 0.6f, nostril));
        }

        return HairInFront(color, x, y, width);
    }

    /// <summary>Half the width of the face at a height: an ellipse down to the cheekbones, then narrowing to the
    /// chin.</summary>
    private static float HalfWidth(float y)
    {
        var below = Math.Clamp((y - 0.05f) / 1.88f, 0, 1);
        var above = (y - 0.05f) / 2;
        return 1.12f * (y < 0.05f
            ? MathF.Sqrt(Math.Max(0, 1 - (above * above)))
            : MathF.Pow(1 - MathF.Pow(below, 2.6f), 0.62f));
    }

    private static Vector3 Body(Vector3 color, float x, float y)
    {
        var side = MathF.Abs(x);
        color = Over(
            color, Shirt * (0.9f - (0.1f * side)), Step(-0.03f, 0.03f, y - 2.35f - (0.23f * side * MathF.Sqrt(side))));
        var neck = Step(0.03f, -0.03f, side - 0.62f - (0.1f * Math.Clamp(y - 2.2f, 0, 1)))
            * Step(1, 1.1f, y) * Step(2.75f, 2.6f, y - (0.35f * side * side));
        color = Over(color, Skin * (0.72f - (0.25f * side) - (0.35f * Bump(y - 1.75f, 0.35f))), neck);
        var ear = Radius((side - 1.13f) / 0.15f, (y - 0.22f) / 0.36f);
        return Over(color, Skin * (0.72f - (0.18f * Bump(ear, 0.5f))), Step(1.08f, 0.95f, ear));
    }

    private static Vector3 SkinAt(float x, float y)
    {
        // A rounded front, lit from above and a little from the left.
        var nx = Math.Clamp(x / 1.16f, -1, 1);
        var ny = Math.Clamp(y / 2.1f, -1, 1);
        var nz = MathF.Sqrt(Math.Max(0.02f, 1 - (0.92f * nx * nx) - (0.8f * ny * ny)));
        var light = 0.3f + (0.8f * Math.Clamp((0.78f * nz) - (0.34f * ny) - (0.22f * nx), 0, 1));

        var side = MathF.Abs(x);
        light -= 0.13f * Bump((side - 0.5f) / 1.15f, (y + 0.06f) / 0.75f, 0.3f); // eye socket
        light -= 0.1f * Bump(side - 0.25f, (y + 0.08f) / 1.3f, 0.13f); // its inner corner
        light += 0.07f * Bump(side - 0.6f, (y - 0.58f) / 0.8f, 0.32f); // cheek
        light -= 0.09f * Bump(side - 0.14f - (0.09f * Step(-0.1f, 0.6f, y)), 0.065f)
            * Step(-0.3f, 0.05f, y) * Step(0.68f, 0.5f, y); // flank of the nose
        light -= 0.16f * Bump(side - 0.235f, y - 0.66f, 0.075f); // wing of the nose
        light += 0.1f * Bump(x, 0.075f) * Step(-0.35f, -0.1f, y) * Step(0.7f, 0.5f, y); // bridge
        light += 0.1f * Bump(x, y - 0.58f, 0.12f); // tip
        light -= 0.15f * Bump(x / 1.7f, y - 0.8f, 0.085f); // below the nose
        light -= 0.1f * Bump(x / 2.2f, y - 1.47f, 0.1f); // below the lower lip
        light += 0.06f * Bump(x, y - 1.68f, 0.2f); // chin

        var blush = 0.1f * (Bump(side - 0.66f, y - 0.55f, 0.35f) + Bump(x, y - 0.6f, 0.16f));
        return Skin * light * (Vector3.One - (Blush * blush));
    }

    private static Vector3 HairInFront(Vector3 color, float x, float y, float width)
    {
        var line = -1.12f - (0.16f * MathF.Cos(x * 2.4f)) + (0.05f * MathF.Sin(x * 9));
        var skull = Step(1.03f, 0.985f, Radius(x / 1.24f, (y + 0.55f) / 1.52f));
        var top = Step(0.05f, -0.06f, y - line);
        var temple = Step(0.02f, -0.05f, width - 0.1f - MathF.Abs(x)) * Step(-0.02f, -0.35f, y);
        var strands = 0.85f + (0.11f * MathF.Sin((x * 38) + (3 * MathF.Sin(y * 4)))) + (0.35f * Bump(x + 0.35f, y + 1.55f, 0.5f));
        return Over(color, Hair * strands, skull * Math.Max(top, temple));
    }

    private static float Radius(float x, float y) => MathF.Sqrt((x * x) + (y * y));
}
