using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>Decides when a visit's customer gets which prompt. One instance for one visit.</summary>
/// <remarks>The first prompt comes as soon as the customer counts as frustrated. While frustration has not fallen since,
/// the next one is a level higher, after the cooldown and after the last one could be read. Never the same words twice
/// in a visit, never more than the most allowed, nothing for a calm customer.</remarks>
public sealed class PromptPolicy(ResponseOptions options, ResponseCatalogue catalogue, string language)
{
    private const int HighestLevel = 3;
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private int _level;
    private DateTimeOffset _silentUntil = DateTimeOffset.MinValue;
    private double _frustrationAtLast;

    /// <summary>BCP 47 tag of the customer's screen.</summary>
    public string Language { get; set; } = language;

    /// <summary>The prompt to show now, or null for silence.</summary>
    public Prompt? Decide(in CustomerState state)
    {
        if (!state.Frustrated)
        {
            _level = 0; // an episode is over; the next one begins with a gentle word
            _frustrationAtLast = 0;
            return null;
        }

        if (state.At < _silentUntil || _shown.Count >= options.MaxPromptsPerVisit
            || state.Frustration < _frustrationAtLast)
        {
            return null;
        }

        var level = Math.Min(_level + 1, HighestLevel);
        var prompt = catalogue.Find(state.Cause, level, Language, _shown);
        if (prompt is null)
        {
            return null;
        }

        _shown.Add(prompt.Id);
        _level = level;
        _frustrationAtLast = state.Frustration;
        _silentUntil = state.At + (options.Cooldown > prompt.ReadingTime ? options.Cooldown : prompt.ReadingTime);
        return prompt;
    }
}
