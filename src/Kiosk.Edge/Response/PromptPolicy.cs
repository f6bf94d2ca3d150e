using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>Decides when a visit's customer gets which prompt. One instance for one visit.</summary>
/// <remarks>
/// <para>These rules hold whatever is learned. The first prompt comes as soon as the customer counts as frustrated. While
/// frustration has not fallen since, the next one is a level higher, after the cooldown and after the last one could be
/// read. Never the same words twice in a visit, never more than the most allowed, nothing for a calm customer. The last
/// prompt allowed is kept for calling a person. High distress that has lasted calls one without the levels between, as soon as the
/// last words could be read, even if it has eased a little by then. While the person who
/// was called has not come, nothing else is said: other words would take the place of those that they are coming.</para>
/// <para>Within them the chooser chooses how to answer. Of a share of visits, drawn when frustration begins and distress is
/// not high, the words are withheld, so that their effect is measured: all else, calling a person too, goes on as if they had
/// been said, because only what differs by chance alone may be compared.</para>
/// </remarks>
internal sealed class PromptPolicy(
    ResponseOptions options, ResponseCatalogue catalogue, AnswerChooser chooser, string language)
{
    private const int HighestLevel = 3;
    private static readonly HashSet<string> Nothing = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly List<Choice> _choices = [];
    private int _level;
    private bool? _isControl;
    private bool _isDrawn;
    private bool _personCalled;
    private DateTimeOffset _silentUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _readUntil = DateTimeOffset.MinValue;
    private DateTimeOffset? _distressedSince;
    private bool _isDistressed;
    private double _frustrationAtLast;

    /// <summary>BCP 47 tag of the customer's screen.</summary>
    public string Language { get; set; } = language;

    /// <summary>What was chosen by chance so far, in order.</summary>
    public IReadOnlyList<Choice> Choices => _choices;

    /// <summary>What the visit tells of the effect of prompts; null when no answer was due or no group was drawn: visits in high
    /// distress are in neither, because those with prompts would have no others to be compared with.</summary>
    public Trial? Trial => _isDrawn && _choices is [var first, ..] ? new Trial(IsControl, first, catalogue.Edition) : null;

    private bool IsControl => _isControl == true;

    /// <summary>When the person was called who has not come yet; null when nobody is waited for.</summary>
    public DateTimeOffset? CalledAt { get; private set; }

    /// <summary>The words for a customer who called a person by the button; as often as they press it.</summary>
    /// <param name="state">How the customer is.</param>
    public Prompt CallPerson(in CustomerState state)
    {
        // A catalogue without this answer is refused.
        var answer = catalogue.Fitting(Cause.Unknown, Mood.Unknown, HighestLevel, Nothing)[0];
        return Speak(answer, Cause.Unknown, state);
    }

    /// <summary>The person who was called has come.</summary>
    public void PersonCame() => CalledAt = null;

    /// <summary>The prompt to show now, or silence.</summary>
    /// <param name="state">How the customer is.</param>
    /// <param name="tier">The evidence there is.</param>
    public Decision Decide(in CustomerState state, EvidenceTier tier)
    {
        _distressedSince = state.Frustration >= options.DistressAt ? _distressedSince ?? state.At : null;
        _isDistressed |= _distressedSince is { } since && state.At - since >= options.DistressFor;
        if (!state.Frustrated)
        {
            _level = 0; // an episode is over; the next one begins with a gentle word
            _frustrationAtLast = 0;
            _isDistressed = false;
            return new Decision(Rule.Calm);
        }

        var decision = Respond(state, tier);
        return IsControl && decision.Prompt is null ? new Decision(Rule.Control) : decision;
    }

    /// <summary>The words that close the visit.</summary>
    public Prompt Close(Closing closing, Cause cause) => catalogue.Say(closing, cause, Language);

    private Decision Respond(in CustomerState state, EvidenceTier tier)
    {
        // The estimate forgets: when the cooldown is over it is below the limit again, whatever happened.
        var mustCall = _isDistressed && !_personCalled;
        var until = mustCall ? _readUntil : _silentUntil;
        if (state.At < until)
        {
            return new Decision(Rule.Cooldown, SilentUntil: until);
        }

        if (CalledAt is not null)
        {
            return new Decision(Rule.NothingLeft);
        }

        if (mustCall)
        {
            return CallPerson(state, Rule.HighDistress);
        }

        Draw(state);
        var left = options.MaxPromptsPerVisit - _said.Count - (_personCalled ? 0 : 1);
        if (left < 0 || (left == 0 && (_level == 0 || _personCalled)))
        {
            return new Decision(Rule.Limit);
        }

        if (state.Frustration < _frustrationAtLast)
        {
            return new Decision(Rule.Easing);
        }

        return left == 0 || _level + 1 >= HighestLevel
            ? CallPerson(state, Rule.NotHelping)
            : Answer(state, tier, _level + 1);
    }

    /// <summary>Draws the visit's group, once.</summary>
    private void Draw(in CustomerState state)
    {
        if (_isControl is null)
        {
            _isDrawn = state.Frustration < options.DistressAt;
            _isControl = _isDrawn && chooser.DrawsControl();
        }
    }

    private Situation SituationOf(in CustomerState state, EvidenceTier tier, int level) =>
        new(state.Cause, state.Mood, level, tier, catalogue.LanguageOf(Language));

    private Decision CallPerson(in CustomerState state, Rule rule) =>
        catalogue.Fitting(state.Cause, state.Mood, HighestLevel, _said) is [var answer, ..] && !_personCalled
            ? Say(answer, state, rule, choice: null)
            : new Decision(Rule.NothingLeft);

    private Decision Answer(in CustomerState state, EvidenceTier tier, int level)
    {
        var answers = catalogue.Fitting(state.Cause, state.Mood, level, _said);
        if (answers.Count == 0)
        {
            return new Decision(Rule.NothingLeft);
        }

        var situation = SituationOf(state, tier, level);
        if (IsControl)
        {
            // For what is learned the answer was silence.
            var silence = new Dictionary<Strategy, double> { [Strategy.SayNothing] = 1 };
            _choices.Add(new Choice(situation, Strategy.SayNothing, 1, silence));
            Note(catalogue.Say(answers[0], state.Cause, Language), state);
            return new Decision(Rule.Control);
        }

        var rule = _level == 0 ? Rule.FirstSign : Rule.NotHelping;
        var choice = chooser.Choose(
            situation, [.. answers.Select(answer => answer.Strategy), Strategy.SayNothing]);
        _choices.Add(choice);
        if (choice.Strategy == Strategy.SayNothing)
        {
            _level = level;
            _frustrationAtLast = state.Frustration;
            _silentUntil = state.At + options.Cooldown;
            return new Decision(Rule.ChoseSilence, Choice: choice);
        }

        return Say(answers.First(answer => answer.Strategy == choice.Strategy), state, rule, choice);
    }

    private Decision Say(Answer answer, in CustomerState state, Rule rule, Choice? choice) =>
        new(rule, Speak(answer, state.Cause, state), choice);

    private Prompt Speak(Answer answer, Cause cause, in CustomerState state)
    {
        var prompt = catalogue.Say(answer, cause, Language);
        Note(prompt, state);
        _readUntil = state.At + prompt.ReadingTime;
        if (prompt.Strategy == Strategy.CallPerson)
        {
            _personCalled = true;
            CalledAt = state.At;
        }

        return prompt;
    }

    /// <summary>Takes note of words that were said, or withheld.</summary>
    private void Note(Prompt prompt, in CustomerState state)
    {
        _said.Add(prompt.Id);
        _level = prompt.Level;
        _frustrationAtLast = state.Frustration;
        _silentUntil = state.At + (options.Cooldown > prompt.ReadingTime ? options.Cooldown : prompt.ReadingTime);
    }
}
