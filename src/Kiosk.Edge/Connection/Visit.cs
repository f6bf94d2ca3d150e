using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Connection;

/// <summary>One customer at the kiosk, from the first touch to the end. When it has ended only its
/// <see cref="VisitTally"/> is left.</summary>
internal sealed class Visit(
    DateTimeOffset started, FrustrationEstimator estimator, PromptPolicy policy, Explainer explainer)
{
    private readonly DateTimeOffset _started = started;
    private readonly Dictionary<Strategy, int> _prompts = [];
    private readonly VisitSteps _steps = new();
    private readonly double[] _frustratedBy = new double[Enum.GetValues<Cause>().Length];
    private CustomerState _state = estimator.At(started);
    private bool _wasFrustrated;
    private bool _camera;
    private bool _microphone;
    private int? _feedback;
    private bool _feedbackAfterTrouble;
    private DateTimeOffset _lastTouch = started;
    private bool _frustratedAtLastTouch;
    private Decision _decision = new(Rule.Calm);

    /// <summary>How the customer is.</summary>
    public CustomerState State => _state;

    /// <summary>Why the last decision was taken.</summary>
    public Explanation Why => explainer.Explain(_state, estimator.Evidence, _decision);

    /// <summary>The rule of the last decision.</summary>
    public Rule Rule => _decision.Rule;

    /// <summary>What was chosen by chance in the visit.</summary>
    public IReadOnlyList<Choice> Choices => policy.Choices;

    private EvidenceTier Tier => (_camera, _microphone) switch
    {
        (false, false) => EvidenceTier.Screen,
        (true, false) => EvidenceTier.ScreenFace,
        (false, true) => EvidenceTier.ScreenVoice,
        (true, true) => EvidenceTier.ScreenFaceVoice,
    };

    /// <summary>The app tells its language, in which the customer is answered, and its version.</summary>
    public void Begin(string language, string? appVersion)
    {
        policy.Language = language;
        _steps.Begin(appVersion);
    }

    /// <summary>Notes what the sensors may see and hear, for the visit's tier.</summary>
    public void Allow(bool camera, bool microphone)
    {
        _camera |= camera;
        _microphone |= microphone;
    }

    /// <summary>Takes in what happened on the screen.</summary>
    public Prompt? Take(ScreenEvent screenEvent)
    {
        _lastTouch = screenEvent.At;
        if (screenEvent is ScreenEvent.Feedback feedback)
        {
            (_feedback, _feedbackAfterTrouble) = (feedback.Score, _wasFrustrated); // before it moves the estimate itself
        }
        else if (screenEvent is ScreenEvent.Step step)
        {
            _steps.Enter(step.Name);
        }
        else if (screenEvent is ScreenEvent.Touch { Language: { } chosen })
        {
            policy.Language = chosen;
        }

        var prompt = Answer(estimator.Add(screenEvent));
        _frustratedAtLastTouch = _state.Frustrated;
        return prompt;
    }

    /// <summary>The customer called a person by the button, which is a touch as well.</summary>
    public Prompt CallPerson(DateTimeOffset now)
    {
        _lastTouch = now;
        Note(estimator.At(now));
        _frustratedAtLastTouch = _state.Frustrated;
        var prompt = policy.CallPerson(_state);
        Count(prompt);
        return prompt;
    }

    /// <summary>Staff turn their key: whoever was called has come, and has the time of a customer until they touch the
    /// screen.</summary>
    public void PersonCame(DateTimeOffset now)
    {
        _lastTouch = policy.CalledAt is null ? _lastTouch : now;
        policy.PersonCame();
    }

    /// <summary>Takes in a face.</summary>
    public Prompt? Take(in FaceReading reading) => Answer(estimator.Add(reading));

    /// <summary>Takes in a voice, by name only in the languages that its model's card allows.</summary>
    public Prompt? Take(in VoiceReading reading) =>
        Answer(estimator.Add(reading, reading.NamesEmotionIn(policy.Language)));

    /// <summary>Takes in what a text told.</summary>
    public Prompt? Take(in WordsReading reading) => Answer(estimator.Add(reading));

    /// <summary>Lets time pass.</summary>
    public Prompt? Take(DateTimeOffset now) => Answer(estimator.At(now));

    /// <summary>The customer has not touched the screen for so long that they must have left, or wait for a person.</summary>
    public bool IsIdle(DateTimeOffset now, VisitOptions borders) => now - _lastTouch >= borders.IdleTimeout;

    /// <summary>Something was said in it.</summary>
    public bool HasSpoken => _prompts.Count > 0;

    /// <summary>A person was called and has not come.</summary>
    public bool IsCalling => policy.CalledAt is not null;

    /// <summary>Nobody waits any more for a person who was called.</summary>
    public bool IsCallOver(DateTimeOffset now, VisitOptions borders) =>
        policy.CalledAt is not { } called || now - (called > _lastTouch ? called : _lastTouch) >= borders.CallTimeout;

    /// <summary>The words for the end: none for someone who was content, and none for someone who has left.</summary>
    public Prompt? Close(VisitOutcome outcome)
    {
        Closing? closing = outcome switch
        {
            VisitOutcome.Completed when _wasFrustrated => Closing.Patient,
            VisitOutcome.Staff when _wasFrustrated => Closing.Helped,
            _ => null,
        };
        return closing is { } words ? policy.Close(words, MainCause()) : null;
    }

    /// <summary>Ends the visit.</summary>
    /// <param name="now">When.</param>
    /// <param name="told">How it ended, by the app; null when nobody told: it was left to the person who was called, or
    /// else abandoned.</param>
    public VisitTally End(DateTimeOffset now, VisitOutcome? told)
    {
        var staffCalls = _prompts.GetValueOrDefault(Strategy.CallPerson);
        var outcome = told ?? (staffCalls > 0 ? VisitOutcome.Staff : VisitOutcome.Abandoned);
        // Of who walks off the estimate is forgotten by the time that this is noticed, which is no calming. Who gets done or is
        // helped is there to the end.
        var isFrustrated = told is null or VisitOutcome.Abandoned ? _frustratedAtLastTouch : _state.Frustrated;
        return new VisitTally(
            _started,
            now,
            outcome,
            Tier,
            _wasFrustrated ? MainCause() : null,
            Calmed: _wasFrustrated && !isFrustrated,
            _prompts,
            staffCalls,
            _feedback,
            _feedbackAfterTrouble,
            VisitReward.Of(outcome, staffCalls, _feedback),
            policy.Trial,
            _steps);
    }

    private Prompt? Answer(CustomerState state)
    {
        Note(state);
        _decision = policy.Decide(state, Tier);
        if (_decision.Prompt is not { } prompt)
        {
            return null;
        }

        Count(prompt);
        return prompt with { Why = Why };
    }

    private void Note(in CustomerState state)
    {
        if (state.Frustrated && !_state.Frustrated)
        {
            _steps.Frustrate();
        }

        _state = state;
        if (state.Frustrated)
        {
            _wasFrustrated = true;
            // The cause that stood at the worst moment is the visit's main cause.
            _frustratedBy[(int)state.Cause] = Math.Max(_frustratedBy[(int)state.Cause], state.Frustration);
        }
    }

    private void Count(Prompt prompt) =>
        _prompts[prompt.Strategy] = _prompts.GetValueOrDefault(prompt.Strategy) + 1;

    private Cause MainCause() => (Cause)Array.IndexOf(_frustratedBy, _frustratedBy.Max());
}
