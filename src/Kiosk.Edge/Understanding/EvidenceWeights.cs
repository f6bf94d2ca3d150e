using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Understanding;

/// <summary>How much each piece of evidence moves the frustration estimate, in log-odds.</summary>
/// <remarks>
/// <para>With the prior of −2 (12 % of customers are frustrated at a given moment; unverified), 2.4 in all reaches the
/// default onset of 0.6. So one hard failure on the screen is enough, as it counts as much as a face (DESIGN.md
/// section 1: what shows at real self-checkouts is subtle), a face alone has to show displeasure for about three
/// seconds, and a single frame never decides.</para>
/// <para>The figures are set by hand, from that reasoning, and are unverified until customers' own reports can fit
/// them.</para>
/// </remarks>
internal static class EvidenceWeights
{
    /// <summary>Log-odds before there is any evidence.</summary>
    public const double Prior = -2.0;

    /// <summary>The most that evidence can add up to, so that it can be forgotten again in about a minute.</summary>
    public const double Ceiling = 6.0;

    /// <summary>The least: what went well makes up for earlier trouble, not for later.</summary>
    public const double Floor = 0;

    /// <summary>Each error after a visit's first adds this much more.</summary>
    public const double RepeatedError = 0.8;

    /// <summary>A step the visit had not reached before: things go on.</summary>
    public const double Progress = -0.6;

    /// <summary>A wait up to here is no nuisance (Nielsen 1993: attention lasts about 10 seconds).</summary>
    public static readonly TimeSpan WaitPatience = TimeSpan.FromSeconds(10);

    /// <summary>Each second of waiting beyond <see cref="WaitPatience"/>.</summary>
    public const double WaitPerSecond = 0.12;

    /// <summary>A face that is wholly displeased, each second.</summary>
    public const double FacePerSecond = 1.1;

    /// <summary>A smile, each second; only while nothing fails (Hoque and Picard: people smile in 90 % of natural
    /// frustrating episodes).</summary>
    public const double SmilePerSecond = -0.4;

    /// <summary>A voice that is wholly displeased, each second.</summary>
    public const double VoicePerSecond = 1.0;

    /// <summary>The self-report "not looked after" (1 or 2); "looked after" (4 or 5) counts as much the other way.
    /// </summary>
    public const double Feedback = 1.5;

    /// <summary>How much an error on the screen weighs, and what it is a sign of.</summary>
    public static (double Weight, Cause Cause) Of(ErrorCode code) => code switch
    {
        ErrorCode.PaymentDeclined => (2.8, Cause.Payment),
        ErrorCode.ItemNotFound => (2.5, Cause.ItemNotFound),
        ErrorCode.OutOfStock => (2.5, Cause.OutOfStock),
        ErrorCode.PriceMismatch => (2.6, Cause.Price),
        ErrorCode.ScannerFailed or ErrorCode.PrinterFailed or ErrorCode.NetworkFailed => (2.5, Cause.KioskFault),
        _ => (2.5, Cause.Unknown),
    };

    /// <summary>How much a way of touching weighs. Rage taps are the plainest sign of the three.</summary>
    public static double Of(StruggleKind kind) => kind switch
    {
        StruggleKind.RageTaps => 1.8,
        StruggleKind.BackAndForth => 1.2,
        _ => 0.8,
    };

    /// <summary>How displeased a face is, 0..1: anger, disgust and contempt in full (pressed lips and lowered brows
    /// lie there), sadness by half, for it is also what a concentrated face looks like.</summary>
    public static double Displeasure(in ExpressionScores scores) =>
        scores[(int)Expression.Anger] + scores[(int)Expression.Disgust] + scores[(int)Expression.Contempt]
        + (0.5 * scores[(int)Expression.Sadness]);

    /// <summary>How displeased a voice is, 0..1: anger in full, fear and sadness by half.</summary>
    public static double Displeasure(in VoiceScores scores) =>
        scores[(int)VoiceEmotion.Anger]
        + (0.5 * (scores[(int)VoiceEmotion.Fear] + scores[(int)VoiceEmotion.Sadness]));
}
