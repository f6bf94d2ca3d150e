using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>What is expected before anything was learned, in log-odds of a visit that goes well, and how far it may be
/// off: the structure by which a few visits tell of many situations.</summary>
/// <remarks>Directions are from the studies <c>docs/care.md</c> names; every figure is set by hand and unverified. Where a
/// kiosk begins is decided here, not where it ends.</remarks>
internal static class ChoicePrior
{
    /// <summary>Visits that go well by themselves: half of the frustrated ones.</summary>
    public const double Well = 0.1;

    /// <summary>How far that may be off: on the whole, by cause, by mood, by level, and by tier and language.</summary>
    public const double WellSpread = 1.0, WellByCause = 0.5, WellByMood = 0.3, WellByLevel = 0.6, WellByRest = 0.1;

    /// <summary>What any words do against silence, and how far that may be off. All answers share it, so that a store
    /// where words do harm learns to keep silent as one thing, not answer by answer.</summary>
    public const double Words = 0.2, WordsSpread = 0.6;

    /// <summary>How far apart answers are: on the whole, by cause (most: what helps with a card does not find an article),
    /// by mood, and by level, tier and language, in which they are expected to differ little.</summary>
    public const double Spread = 0.4, SpreadByCause = 0.7, SpreadByMood = 0.4, SpreadByRest = 0.1;

    /// <summary>An answer on the whole, against words in general. Saying what to do and saying what happened help more
    /// than sympathy alone (Klein, Moon and Picard 2002: sympathy helps against silence).</summary>
    public static double Of(Strategy strategy) => strategy switch
    {
        Strategy.Guide => 0.15,
        Strategy.Explain => 0.1,
        Strategy.Simplify => 0.05,
        Strategy.SlowDown => -0.15,
        _ => 0,
    };

    /// <summary>What a cause changes.</summary>
    public static double Of(Strategy strategy, Cause cause) => (strategy, cause) switch
    {
        (Strategy.Guide, Cause.Payment or Cause.ItemNotFound or Cause.ConfusingStep) => 0.15,
        (Strategy.Explain, Cause.OutOfStock or Cause.Price or Cause.KioskFault) => 0.15,
        (Strategy.OfferPerson, Cause.KioskFault) => 0.15,
        (Strategy.Acknowledge, Cause.Wait) => 0.15,
        (Strategy.SlowDown, Cause.Wait) => -0.25,
        _ => 0,
    };

    /// <summary>What a mood changes.</summary>
    public static double Of(Strategy strategy, Mood mood) => (strategy, mood) switch
    {
        (Strategy.Explain or Strategy.Acknowledge, Mood.Anxious) => 0.15,
        (Strategy.SlowDown or Strategy.Simplify, Mood.Lost) => 0.15,
        (Strategy.SlowDown, Mood.Irritated) => -0.2,
        _ => 0,
    };
}
