using System.Numerics;

namespace Kiosk.Edge.Demo;

/// <summary>The few curves a face is painted with.</summary>
internal static class Brush
{
    /// <summary>0 at <paramref name="from"/>, 1 at <paramref name="to"/>, smooth between; the other way round when
    /// <paramref name="from"/> is the larger.</summary>
    public static float Step(float from, float to, float value)
    {
        var t = Math.Clamp((value - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>1 at 0, falling on both sides like exp(−(distance/width)²), and 0 beyond 2.4 widths.</summary>
    public static float Bump(float distance, float width)
    {
        var t = distance / width;
        t = 1 - (t * t / 6);
        if (t <= 0)
        {
            return 0;
        }

        t *= t * t;
        return t * t;
    }

    /// <summary>A round <see cref="Bump(float, float)"/>.</summary>
    public static float Bump(float dx, float dy, float width)
    {
        var t = 1 - (((dx * dx) + (dy * dy)) / (6 * width * width));
        if (t <= 0)
        {
            return 0;
        }

        t *= t * t;
        return t * t;
    }

    /// <summary>Puts <paramref name="paint"/> over <paramref name="ground"/>.</summary>
    public static Vector3 Over(Vector3 ground, Vector3 paint, float cover) => ground + ((paint - ground) * cover);

    /// <summary>A colour in the order of the picture: blue, green, red, 0..255.</summary>
    public static Vector3 Rgb(float red, float green, float blue) => new(blue, green, red);
}
