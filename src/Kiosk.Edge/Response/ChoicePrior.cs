using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>What is expected of the answers before anything was learned: how much better or worse than the average
/// answer, in log-odds of a visit that goes well.</summary>
/// <remarks>From the studies <c>docs/care.md</c> names, as directions only; every figure is set by hand and unverified.
/// It decides where a new kiosk begins, not where it ends.</remarks>
internal static class ChoicePrior
{
    /// <summary>Visits that go well: three of five frustrated ones.</summary>
    public const double WellLogOdds = 0.4;

    /// <summary>Standard deviations of what the situation alone does: on the whole, by cause, by the rest.</summary>
    public const double WellSpread = 1.5, WellSpreadByCause = 1.0, WellSpreadByRest = 0.4;

    /// <summary>Standard deviations of what an answer does: on the whole, by cause, by mood, and by level, tier and
    /// language, in which answers are expected to differ little.</summary>
    public const double Spread = 0.5, SpreadByCause = 0.6, SpreadByMood = 0.3, SpreadByRest = 0.15;

    /// <summary>An answer on the whole. Saying what to do and saying what happened help more than sympathy alone (Klein,
    /// Moon and Picard 2002: sympathy helps against silence).</summary>
    public static double Of(Strategy strategy) => strategy switch
    {
        Strategy.Guide => 0.3,
        Strategy.Explain => 0.25,
        Strategy.Simplify => 0.2,
        Strategy.OfferPerson => 0.1,
        Strategy.Acknowledge => 0.1,
        Strategy.SlowDown => 0,
        _ => -0.8,
    };

    /// <summary>What a cause changes.</summary>
    public static double Of(Strategy strategy, Cause cause) => (strategy, cause) switch
    {
        (Strategy.Guide, Cause.Payment or Cause.ItemNotFound or Cause.ConfusingStep) => 0.3,
        (Strategy.Explain, Cause.OutOfStock or Cause.Price or Cause.KioskFault) => 0.3,
        (Strategy.Acknowledge, Cause.Wait) => 0.3,
        (Strategy.Simplify, Cause.ConfusingStep) => 0.2,
        (Strategy.SlowDown, Cause.Wait) => -0.5,
        _ => 0,
    };

    /// <summary>What a mood changes.</summary>
    public static double Of(Strategy strategy, Mood mood) => (strategy, mood) switch
    {
        (Strategy.Explain or Strategy.Acknowledge, Mood.Anxious) => 0.3,
        (Strategy.SlowDown or Strategy.Simplify, Mood.Lost) => 0.3,
        (Strategy.SlowDown, Mood.Irritated) => -0.4,
        _ => 0,
    };
}
