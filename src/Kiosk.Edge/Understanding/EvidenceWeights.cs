using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Understanding;

/// <summary>How much each piece of evidence moves the estimate of frustration, in log-odds, and what it tells besides.
/// </summary>
/// <remarks>
/// <para>With the prior of −2 (12 % of customers are frustrated at a given moment; unverified), 2.4 in all reaches the
/// default onset of 0.6. So one hard failure on the screen is enough, as it counts as much as a face (what shows at real
/// self-checkouts is subtle), a face alone has to show displeasure for about three seconds, and a single frame never
/// decides.</para>
/// <para>The figures are set by hand, from that reasoning, and are unverified until customers' own reports can fit
/// them. <c>docs/care.md</c> shows this table with its sources, and a test holds the two together.</para>
/// </remarks>
internal static class EvidenceWeights
{
    /// <summary>Log-odds before there is any evidence.</summary>
    public const double Prior = -2.0;

    /// <summary>Standard error of the prior: kiosks and hours differ.</summary>
    public const double PriorError = 0.8;

    /// <summary>Standard error of each sign's share, as a part of it; the signs err independently.</summary>
    public const double RelativeError = 0.4;

    /// <summary>The most that evidence can add up to, so that it can be forgotten again in about a minute.</summary>
    public const double Ceiling = 6.0;

    /// <summary>Each error after a visit's first adds this much more, and tells of irritation.</summary>
    public const double RepeatedError = 0.8;

    /// <summary>A wait up to here is no nuisance (Nielsen 1993: attention lasts about 10 seconds).</summary>
    public static readonly TimeSpan WaitPatience = TimeSpan.FromSeconds(10);

    // By Sign. Of a wait, a face, a voice and a smile: each second, of the last three at full strength.
    private static readonly SignWeight[] Table =
    [
        new(Sign.PaymentDeclined, 2.8, Cause.Payment, Mood.Unknown),
        new(Sign.ItemNotFound, 2.5, Cause.ItemNotFound, Mood.Unknown),
        new(Sign.OutOfStock, 2.5, Cause.OutOfStock, Mood.Unknown),
        new(Sign.PriceMismatch, 2.6, Cause.Price, Mood.Unknown),
        new(Sign.DeviceFailed, 2.5, Cause.KioskFault, Mood.Unknown),
        new(Sign.OtherError, 2.5, Cause.Unknown, Mood.Unknown),
        new(Sign.RageTaps, 1.8, Cause.ConfusingStep, Mood.Irritated),
        new(Sign.BackAndForth, 1.2, Cause.ConfusingStep, Mood.Lost),
        new(Sign.Dwell, 0.8, Cause.ConfusingStep, Mood.Lost),
        new(Sign.Wait, 0.12, Cause.Wait, Mood.Irritated),
        new(Sign.Face, 1.1, Cause.Unknown, Mood.Unknown),
        new(Sign.Voice, 1.0, Cause.Unknown, Mood.Unknown),
        new(Sign.SelfReport, 1.5, Cause.Unknown, Mood.Unknown),
        new(Sign.Complaint, 1.6, Cause.Unknown, Mood.Irritated),
        new(Sign.Worry, 0.8, Cause.Unknown, Mood.Anxious),
        new(Sign.Progress, -0.6, Cause.Unknown, Mood.Unknown),
        new(Sign.Smile, -0.4, Cause.Unknown, Mood.Pleased),
        new(Sign.Thanks, -0.6, Cause.Unknown, Mood.Pleased),
    ];

    /// <summary>All of it, in the order of <see cref="Sign"/>.</summary>
    public static IReadOnlyList<SignWeight> All => Table;

    /// <summary>What a sign weighs and tells.</summary>
    public static SignWeight Of(Sign sign) => Table[(int)sign];

    /// <summary>What an error on the screen is a sign of.</summary>
    public static Sign SignOf(ErrorCode code) => code switch
    {
        ErrorCode.PaymentDeclined => Sign.PaymentDeclined,
        ErrorCode.ItemNotFound => Sign.ItemNotFound,
        ErrorCode.OutOfStock => Sign.OutOfStock,
        ErrorCode.PriceMismatch => Sign.PriceMismatch,
        ErrorCode.ScannerFailed or ErrorCode.PrinterFailed or ErrorCode.NetworkFailed => Sign.DeviceFailed,
        _ => Sign.OtherError,
    };

    /// <summary>What a way of touching is a sign of.</summary>
    public static Sign SignOf(StruggleKind kind) => kind switch
    {
        StruggleKind.RageTaps => Sign.RageTaps,
        StruggleKind.BackAndForth => Sign.BackAndForth,
        _ => Sign.Dwell,
    };
}

/// <summary>What a sign weighs and tells.</summary>
/// <param name="Sign">The sign.</param>
/// <param name="LogOdds">What it adds to the estimate.</param>
/// <param name="Cause">What it points to; <see cref="Cause.Unknown"/> when to nothing.</param>
/// <param name="Mood">The mood it speaks for, as strongly as it weighs; <see cref="Mood.Unknown"/> when for none, or as
/// the reading says.</param>
internal readonly record struct SignWeight(Sign Sign, double LogOdds, Cause Cause, Mood Mood);
