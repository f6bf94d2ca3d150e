using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Understanding;

/// <summary>What of a face or a voice can tell of trouble, each 0..1.</summary>
/// <param name="Irritation">Anger, disgust and contempt: pressed lips and lowered brows lie there.</param>
/// <param name="Worry">Fear.</param>
/// <param name="Sadness">Sadness; also what a concentrated face looks like.</param>
internal readonly record struct Affect(double Irritation, double Worry, double Sadness)
{
    /// <summary>Worry and sadness count by half: they are rarer at a kiosk and the models tell them less well.</summary>
    private const double Half = 0.5;

    /// <summary>How displeased, 0..1.</summary>
    public double Displeasure => Irritation + (Half * (Worry + Sadness));

    public static Affect Of(in ExpressionScores scores) => new(
        scores[(int)Expression.Anger] + scores[(int)Expression.Disgust] + scores[(int)Expression.Contempt],
        scores[(int)Expression.Fear],
        scores[(int)Expression.Sadness]);

    public static Affect Of(in VoiceScores scores) => new(
        scores[(int)VoiceEmotion.Anger], scores[(int)VoiceEmotion.Fear], scores[(int)VoiceEmotion.Sadness]);

    /// <summary>Each part on its own.</summary>
    public static Affect Each(Affect first, Affect second, Func<double, double, double> combine) => new(
        combine(first.Irritation, second.Irritation),
        combine(first.Worry, second.Worry),
        combine(first.Sadness, second.Sadness));
}
