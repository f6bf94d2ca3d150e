using System.Text.Json.Serialization;

namespace Kiosk.Wire;

/// <summary>Aggregates over at least <see cref="K"/> visits: all that ever leaves the store about customers.</summary>
/// <remarks>Counts of visits, keyed by the wire names below. A key whose count is 0 is left out. Nothing in it can be
/// traced to one visit: no time within the window, no score, no order.</remarks>
public sealed record VisitWindow
{
    /// <summary>Payload version, 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The life of the kiosk's outbox, a random level made when its database is created; a new one after the
    /// database was lost keeps old and new numbers apart.</summary>
    public required string Boot { get; init; }

    /// <summary>1 and upwards within the boot, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the window's first visit began, UTC, floored to the minute.</summary>
    public required DateTimeOffset Opened { get; init; }

    /// <summary>When the window closed, UTC, floored to the minute.</summary>
    public required DateTimeOffset Closed { get; init; }

    /// <summary><see cref="Uncertain"/> when the kiosk's clock was not set during some of the visits and their times could
    /// not be corrected; else it is not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Clock { get; init; }

    /// <summary>The value of <see cref="Clock"/>: <see cref="Opened"/> and <see cref="Closed"/> are no more than the best
    /// guess.</summary>
    public const string Uncertain = "uncertain";

    /// <summary>The fewest visits a window of this kiosk may hold.</summary>
    public required int K { get; init; }

    /// <summary>Visits in the window; at least <see cref="K"/>.</summary>
    public required int Visits { get; init; }

    /// <summary>Visits by outcome: <c>completed</c>, <c>abandoned</c>, <c>staff</c>.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>Visits by the tier of evidence the customer agreed to: <c>screen</c>, <c>screen_face</c>,
    /// <c>screen_voice</c>, <c>screen_face_voice</c>.</summary>
    public required IReadOnlyDictionary<string, int> Tiers { get; init; }

    /// <summary>Visits in which the customer was frustrated at some time.</summary>
    public required int Frustrated { get; init; }

    /// <summary>Of those, visits in which the frustration had subsided before the end.</summary>
    public required int Calmed { get; init; }

    /// <summary>Frustrated visits by main cause: <c>payment</c>, <c>item_not_found</c>, <c>out_of_stock</c>,
    /// <c>price</c>, <c>wait</c>, <c>confusing_step</c>, <c>kiosk_fault</c>, <c>unknown</c>.</summary>
    public required IReadOnlyDictionary<string, int> Causes { get; init; }

    /// <summary>Prompts shown, by strategy: <c>acknowledge</c>, <c>explain</c>, <c>simplify</c>, <c>guide</c>,
    /// <c>slow_down</c>, <c>offer_person</c>, <c>call_person</c>, <c>thank</c>.</summary>
    public required IReadOnlyDictionary<string, int> Prompts { get; init; }

    /// <summary>Times a person was called.</summary>
    public required int StaffCalls { get; init; }

    /// <summary>Answers to "Did you feel looked after?", by score <c>1</c>..<c>5</c>.</summary>
    public required IReadOnlyDictionary<string, int> Feedback { get; init; }

    /// <summary>Of <see cref="Feedback"/>, the answers in visits that had counted as frustrated before the answer, by score:
    /// how far the kiosk's estimate and customers agree. Empty from an older kiosk.</summary>
    public IReadOnlyDictionary<string, int> FeedbackFrustrated { get; init; } = new Dictionary<string, int>();

    /// <summary>What was tried: frustrated visits by cause and by the first answer, a strategy, <c>say_nothing</c> or
    /// <see cref="TrialCount.Control"/>. Empty from a kiosk that does not learn.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, TrialCount>> Trials { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, TrialCount>>();

    /// <summary>The edition of the catalogue that <see cref="Trials"/> were made with; null when they are of several, and
    /// from an older kiosk.</summary>
    public string? Edition { get; init; }

    /// <summary>Where frustration began: visits by version and step of the kiosk app, each pair touched by at least
    /// <see cref="K"/> visits; what fewer touched is <see cref="AppName.Other"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, StepCount>> Steps { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, StepCount>>();
}
