namespace Kiosk.Edge.Demo;

/// <summary>What the rendered face does, away from its rest. Each is 0 at rest and 1 when fully done, unless said
/// otherwise.</summary>
/// <param name="Frown">Inner ends of the brows drawn down and together, with a fold between them.</param>
/// <param name="BrowLow">The whole brow pressed down on the eye.</param>
/// <param name="EyeOpen">1 at rest, 0 closed.</param>
/// <param name="Squint">The lower lid raised.</param>
/// <param name="MouthCorner">1 drawn up, −1 drawn down.</param>
/// <param name="MouthOpen">Lips apart.</param>
/// <param name="LipPress">Lips made thin.</param>
/// <param name="Sneer">Nose wrinkled, with deep folds from nose to mouth.</param>
internal readonly record struct Face(
    float Frown,
    float BrowLow,
    float EyeOpen,
    float Squint,
    float MouthCorner,
    float MouthOpen,
    float LipPress,
    float Sneer)
{
    /// <summary>At rest.</summary>
    public static Face Neutral { get; } = new(0, 0, 1, 0, 0, 0, 0, 0);

    /// <summary>Lowered brows, mouth corners down, nose wrinkled, lips a little apart.</summary>
    public static Face Displeased { get; } = new(1, 0.97f, 0.95f, 0.05f, -0.75f, 0.3f, 0.3f, 0.85f);

    /// <summary>A smile that shows teeth and reaches the eyes.</summary>
    public static Face Pleased { get; } = new(0, 0, 0.85f, 0.7f, 1, 0.8f, 0, 0);

    /// <summary>From <paramref name="a"/> (share 0) to <paramref name="b"/> (share 1).</summary>
    public static Face Between(in Face a, in Face b, float share) => new(
        Mix(a.Frown, b.Frown, share),
        Mix(a.BrowLow, b.BrowLow, share),
        Mix(a.EyeOpen, b.EyeOpen, share),
        Mix(a.Squint, b.Squint, share),
        Mix(a.MouthCorner, b.MouthCorner, share),
        Mix(a.MouthOpen, b.MouthOpen, share),
        Mix(a.LipPress, b.LipPress, share),
        Mix(a.Sneer, b.Sneer, share));

    private static float Mix(float a, float b, float share) => a + ((b - a) * share);
}
