using System.Numerics;
using static Kiosk.Edge.Demo.Brush;

namespace Kiosk.Edge.Demo;

/// <summary>Paints what a <see cref="Face"/> does onto the skin of <see cref="RestingHead"/>: folds, eyes, brows,
/// mouth. Lengths are those of <see cref="RestingHead"/>.</summary>
internal readonly struct MovingFace(in Face face)
{
    private static readonly Vector3 Lip = Rgb(176, 92, 86);
    private static readonly Vector3 Sclera = Rgb(236, 230, 226);
    private static readonly Vector3 Iris = Rgb(92, 60, 40);
    private static readonly Vector3 Pupil = Rgb(14, 10, 10);
    private static readonly Vector3 Glint = Rgb(255, 255, 255);
    private static readonly Vector3 Lash = Rgb(30, 20, 18);
    private static readonly Vector3 Teeth = Rgb(240, 236, 228);
    private static readonly Vector3 Cavity = Rgb(60, 20, 22);
    private static readonly Vector3 Tongue = Rgb(150, 70, 72);

    private readonly Face _face = face;
    private readonly float _up = Math.Max(face.MouthCorner, 0);
    private readonly float _down = Math.Max(-face.MouthCorner, 0);

    /// <summary>The colour at a place.</summary>
    /// <param name="skin">The resting head's colour there.</param>
    /// <param name="x">−1.1..1.1.</param>
    /// <param name="y">−1.1..1.9.</param>
    /// <param name="pixel">Size of a pixel, for edges without stairs.</param>
    public Vector3 Over(Vector3 skin, float x, float y, float pixel)
    {
        var side = MathF.Abs(x);
        var color = skin * Folds(x, side, y);
        if (y is > -0.3f and < 0.3f && side is > 0.18f and < 0.82f)
        {
            color = Eye(color, side - 0.5f, x < 0 ? side - 0.5f : 0.5f - side, y, pixel);
        }

        if (y is > -0.62f and < 0.05f && side is > 0.1f and < 0.92f)
        {
            color = Brow(color, side, y);
        }

        return y is > 0.85f and < 1.6f && side < 0.7f ? Mouth(color, x, y, pixel) : color;
    }

    private float Folds(float x, float side, float y)
    {
        var light = 1f;
        if (y is > 0.6f and < 1.3f)
        {
            var noseToMouth = 0.27f + (0.3f * MathF.Pow(Math.Clamp((y - 0.62f) / 0.6f, 0, 1), 0.8f)) + (0.05f * _up);
            light -= (0.05f + (0.16f * _up) + (0.2f * _face.Sneer)) * Bump(side - noseToMouth, 0.045f)
                * Step(0.6f, 0.72f, y) * Step(1.3f, 1.05f, y);
        }

        light += 0.1f * _up * Bump(side - 0.62f, (y - 0.52f) / 0.8f, 0.22f); // raised cheek
        light -= 0.1f * _up * Bump((side - 0.55f) / 1.6f, y - 0.24f, 0.075f); // and the fold above it
        light -= 0.22f * _face.Frown * Bump(side - 0.085f, 0.026f) * Bump(y + 0.33f, 0.14f);
        light -= 0.12f * _face.Frown * Bump((side - 0.42f) / 1.6f, y + 0.17f, 0.12f);
        light -= 0.13f * _down * Bump(side - 0.5f - (0.03f * (y - 1.3f)), (y - 1.36f) / 1.5f, 0.06f);
        light -= 0.22f * _down * Bump(x / 2, y - 1.44f, 0.075f);
        light -= 0.25f * _face.Sneer * (Bump(y + 0.05f, 0.035f) + Bump(y - 0.08f, 0.03f)) * Bump(x, 0.16f);
        return light - (0.16f * _face.BrowLow * Bump(side - 0.45f, (y + 0.16f) * 1.4f, 0.2f));
    }

    /// <param name="color">What is there.</param>
    /// <param name="outward">From the pupil towards the temple.</param>
    /// <param name="right">From the pupil towards the picture's right.</param>
    /// <param name="y">Height.</param>
    /// <param name="pixel">Size of a pixel.</param>
    private Vector3 Eye(Vector3 color, float outward, float right, float y, float pixel)
    {
        const float HalfWidth = 0.245f;
        var t = Math.Clamp(outward / HalfWidth, -1.2f, 1.2f);
        var arch = Math.Clamp(1 - (t * t), 0, 1);
        var open = _face.EyeOpen * (1 - (0.3f * _face.Squint));
        var upper = (-0.018f * t) - (0.115f * open * MathF.Pow(arch, 0.75f)) - 0.003f
            + (0.045f * _face.Frown * Math.Clamp(0.4f - t, 0, 1.4f) * arch * _face.EyeOpen);
        var lower = (-0.018f * t)
            + (((0.062f * (0.35f + (0.65f * _face.EyeOpen))) - (0.045f * _face.Squint)) * MathF.Pow(arch, 0.9f));

        if (MathF.Abs(t) < 1)
        {
            var edge = 0.7f * pixel;
            var ball = Math.Clamp(
                1 - (0.55f * ((outward * outward) + (y * y)) / (HalfWidth * HalfWidth)) - (0.35f * Bump(y - upper, 0.05f)), 0, 1);
            var radius = MathF.Sqrt((right * right) + ((y + 0.022f) * (y + 0.022f)));
            var glow = 0.55f + (0.9f * Math.Clamp((radius - 0.05f) / 0.08f, 0, 1) * Math.Clamp((y + 0.1f) / 0.16f, 0, 1));
            var eye = Brush.Over(Sclera * (0.45f + (0.55f * ball)), Iris * glow, Step(0.128f, 0.116f, radius));
            eye = Brush.Over(eye, Pupil, Step(0.06f, 0.05f, radius));
            var glint = MathF.Sqrt(((right + 0.038f) * (right + 0.038f)) + ((y + 0.062f) * (y + 0.062f)));
            eye = Brush.Over(eye, Glint, 0.95f * Step(0.026f, 0.016f, glint));
            color = Brush.Over(color, eye, Step(-edge, edge, y - upper) * Step(edge, -edge, y - lower));
        }

        var reach = MathF.Abs(t);
        var lash = Bump(y - upper + 0.004f, 0.02f + (0.008f * arch)) * Step(1.12f, 0.95f, reach)
            * (0.6f + (0.4f * Math.Clamp(t, 0, 1)));
        color = Brush.Over(color, Lash, 0.92f * lash);
        color = Brush.Over(
            color,
            RestingHead.SkinShade * 0.75f,
            0.42f * _face.EyeOpen * Bump(y - upper + 0.07f + (0.02f * arch), 0.018f) * Step(1.05f, 0.7f, reach));
        color = Brush.Over(
            color, RestingHead.SkinShade * 0.8f, 0.55f * Bump(y - lower - 0.006f, 0.014f) * Step(1, 0.8f, reach));
        return Brush.Over(
            color,
            RestingHead.SkinShade,
            (0.14f + (0.25f * _face.Squint)) * Bump(y - lower - 0.085f, 0.026f) * Step(1, 0.5f, reach));
    }

    private Vector3 Brow(Vector3 color, float side, float y)
    {
        var t = Math.Clamp((side - 0.2f) / 0.66f, -0.2f, 1.2f); // 0 at the inner end, 1 at the outer
        var along = Math.Clamp(t, 0, 1);
        var middle = -0.335f - (0.085f * MathF.Sin(along * 2.3f)) + (0.055f * along)
            + (_face.Frown * ((0.165f * MathF.Pow(1 - along, 1.3f)) - 0.01f)) + (0.09f * _face.BrowLow);
        var half = (0.064f * (1 - (0.62f * MathF.Pow(along, 1.4f)))) + (0.012f * _face.Frown);
        var drawnIn = 0.05f * _face.Frown;
        var cover = Step(half, half * 0.45f, MathF.Abs(y - middle))
            * Step(-0.07f - drawnIn, 0.02f - drawnIn, t) * Step(1.04f, 0.9f, t);
        var hairs = 0.8f + (0.2f * MathF.Sin((side + (1.1f * y)) * 150));
        return Brush.Over(color, RestingHead.Hair * 0.9f, 0.88f * cover * hairs);
    }

    private Vector3 Mouth(Vector3 color, float x, float y, float pixel)
    {
        var half = 0.4f + (0.115f * _up) - (0.03f * _down) - (0.02f * _face.LipPress);
        var bend = (0.15f * _up) - (0.125f * _down);
        var middle = 1.155f - (0.035f * _down);
        var t = x / half;
        var reach = Math.Min(MathF.Abs(t), 1);
        var arch = 1 - (reach * reach);
        var line = middle - (bend * reach * reach); // between the closed lips
        var gap = 0.19f * _face.MouthOpen * MathF.Pow(arch, 0.75f);
        var above = line - (0.28f * gap);
        var below = line + (0.72f * gap);
        var full = (1 - (0.78f * _face.LipPress)) * (1 - (0.25f * _up));
        var upper = above - (0.085f * full * MathF.Pow(arch, 0.8f) * (1 - (0.28f * Bump(t, 0.13f)))) - (0.008f * arch);
        var lower = below + (0.11f * full * MathF.Pow(arch, 0.75f)) + (0.008f * arch);
        var edge = 0.8f * pixel;

        if (reach < 1)
        {
            var down = Math.Clamp((y - upper) / Math.Max(lower - upper, 0.001f), 0, 1);
            var light = 0.82f + (0.35f * Bump(down - 0.8f, 0.14f)) - (down < 0.45f ? 0.1f : 0) - (0.12f * reach * reach);
            color = Brush.Over(
                color, Lip * light, 0.92f * Step(-edge, edge, y - upper) * Step(edge, -edge, y - lower));
            if (_face.MouthOpen > 0.01f)
            {
                color = Brush.Over(
                    color,
                    Inside(x, y, reach, y - above, line + (0.35f * gap)),
                    Step(-edge, edge, y - above) * Step(edge, -edge, y - below));
            }
        }

        var closed = _face.MouthOpen <= 0.01f;
        var seam = Bump(y - (closed ? line : above), 0.014f + (0.01f * _face.LipPress)) * Step(1.08f, 0.96f, MathF.Abs(t));
        color = Brush.Over(color, RestingHead.SkinShade * 0.42f, (closed ? 0.85f : 0.35f) * seam);
        var corner = Bump(
            MathF.Abs(x) - (half * 1.01f), y - middle + bend, 0.035f + (0.015f * _up) + (0.01f * _down));
        return Brush.Over(color, RestingHead.SkinShade * 0.6f, 0.55f * corner);
    }

    private static Vector3 Inside(float x, float y, float reach, float depth, float tongue)
    {
        var color = Brush.Over(Cavity, Tongue, 0.6f * Step(0.02f, 0.1f, y - tongue));
        var gapBetweenTeeth = MathF.Abs(MathF.Sin(x * MathF.PI / 0.085f)) < 0.12f ? 0.06f : 0;
        var tooth = Teeth * (0.93f - (0.3f * reach * reach) - gapBetweenTeeth);
        return Brush.Over(
            color, tooth, Step(0.86f, 0.7f, reach) * Step(0.135f, 0.115f, depth) * Step(0.005f, 0.02f, depth));
    }
}
