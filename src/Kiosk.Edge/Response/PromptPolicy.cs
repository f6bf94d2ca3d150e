using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>Decides when a visit's customer gets which prompt. One instance for one visit.</summary>
/// <remarks>The first prompt comes as soon as the customer counts as frustrated. While frustration has not fallen since,
/// the next one is a level higher, after the cooldown and after the last one could be read. Never the same words twice
/// in a visit, never more than the most allowed, nothing for a calm customer. The last prompt allowed is kept for calling
/// a person, and high distress calls one without the levels between.</remarks>
public sealed class PromptPolicy(ResponseOptions options, ResponseCatalogue catalogue, string language)
{
    private const int HighestLevel = 3;
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private int _level;
    private bool _personCalled;
    private DateTimeOffset _silentUntil = DateTimeOffset.MinValue;
    private DateTimeOffset? _distressedSince;
    private double _frustrationAtLast;

    /// <summary>BCP 47 tag of the customer's screen.</summary>
    public string Language { get; set; } = language;

    /// <summary>The words for a customer who called a person by the button; as often as they press it.</summary>
    public Prompt? CallPerson() =>
        catalogue.Find(Cause.Unknown, HighestLevel, Language, new HashSet<string>(StringComparer.Ordinal));

    /// <summary>The prompt to show now, or silence.</summary>
    public Decision Decide(in CustomerState state)
    {
        _distressedSince = state.Frustration >= options.DistressAt ? _distressedSince ?? state.At : null;
        if (!state.Frustrated)
        {
            _level = 0; // an episode is over; the next one begins with a gentle word
            _frustrationAtLast = 0;
            return new Decision(Rule.Calm, null);
        }

        if (state.At < _silentUntil)
        {
            return new Decision(Rule.Cooldown, null);
        }

        var distressed = _distressedSince is { } since && state.At - since >= options.DistressFor;
        if (distressed && !_personCalled)
        {
            return Say(state, HighestLevel, Rule.HighDistress);
        }

        var left = options.MaxPromptsPerVisit - _shown.Count - (_personCalled ? 0 : 1);
        if (left < 0 || (left == 0 && (_level == 0 || _personCalled)))
        {
            return new Decision(Rule.Limit, null);
        }

        return state.Frustration < _frustrationAtLast
            ? new Decision(Rule.Easing, null)
            : Say(
                state,
                left == 0 ? HighestLevel : Math.Min(_level + 1, HighestLevel),
                _level == 0 ? Rule.FirstSign : Rule.NotHelping);
    }

    private Decision Say(in CustomerState state, int level, Rule rule)
    {
        var prompt = catalogue.Find(state.Cause, level, Language, _shown);
        if (prompt is null)
        {
            return new Decision(Rule.NothingLeft, null);
        }

        _shown.Add(prompt.Id);
        _level = level;
        _personCalled |= prompt.Strategy == Strategy.CallPerson;
        _frustrationAtLast = state.Frustration;
        _silentUntil = state.At + (options.Cooldown > prompt.ReadingTime ? options.Cooldown : prompt.ReadingTime);
        return new Decision(rule, prompt);
    }
}
