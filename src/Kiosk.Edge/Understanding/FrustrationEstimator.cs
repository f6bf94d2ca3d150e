using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Understanding;

/// <summary>Accumulates a visit's evidence into an estimate of frustration, its cause and the customer's mood.</summary>
/// <remarks>
/// <para>Evidence adds up in log-odds and is forgotten with a half-life; the sum with the prior goes through the logistic
/// function. The state begins at one threshold and ends at a lower one. Any kind of evidence may be missing: it then adds
/// nothing. One instance for one visit.</para>
/// <para>What comes late, out of order, counts as if it came now: time does not run back. The same error told again
/// within a second is one error.</para>
/// </remarks>
public sealed class FrustrationEstimator
{
    /// <summary>Below this estimate the customer counts as calm: an episode's evidence begins above it, and the
    /// customer's baseline is learned below it.</summary>
    private const double CalmBelow = 0.25;

    /// <summary>What a voice that is wholly aroused counts beside one that is wholly displeased.</summary>
    private const double ArousalCounts = 0.5;

    private static readonly int Causes = Enum.GetValues<Cause>().Length;

    /// <summary>Readings further apart than this do not stand for the time between them.</summary>
    private static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(1);

    /// <summary>An app that tells an error twice does it within this time.</summary>
    private static readonly TimeSpan ToldTwice = TimeSpan.FromSeconds(1);

    /// <summary>After so long without anything noticed the kiosk no longer knows that a customer is calm.</summary>
    private static readonly TimeSpan NoticedLately = TimeSpan.FromSeconds(20);

    private readonly UnderstandingOptions _options;
    private readonly double[] _signs = new double[EvidenceWeights.All.Count];
    private readonly MoodEvidence _moods = new();
    private readonly HashSet<string> _steps = new(StringComparer.Ordinal);
    private int _errors;
    private bool _failing;
    private readonly DateTimeOffset?[] _told = new DateTimeOffset?[Enum.GetValues<ErrorCode>().Length];
    private TimeSpan _waited;
    private string? _step;
    private DateTimeOffset _at;
    private DateTimeOffset _lastFace;
    private DateTimeOffset _lastVoice;
    private DateTimeOffset? _noticed;
    private DateTimeOffset? _since;
    private bool _frustrated;
    private Baseline _face;
    private Baseline _voice;
    private Baseline _liveliness;

    /// <summary>Begins without evidence.</summary>
    /// <param name="options">Thresholds and half-life.</param>
    /// <param name="start">When the visit began, UTC.</param>
    public FrustrationEstimator(UnderstandingOptions options, DateTimeOffset start)
    {
        _options = options;
        _at = _lastFace = _lastVoice = start;
    }

    /// <summary>What the estimate is made of now, the strongest first; nothing that has been forgotten.</summary>
    public IReadOnlyList<Evidence> Evidence =>
    [
        .. _signs
            .Select((logOdds, sign) => new Evidence((Sign)sign, logOdds))
            .Where(evidence => Math.Abs(evidence.LogOdds) >= 0.01)
            .OrderByDescending(evidence => Math.Abs(evidence.LogOdds)),
    ];

    private double LogOdds => EvidenceWeights.Prior + Sum();

    private bool IsCalm => Probability(LogOdds) < CalmBelow;

    /// <summary>The state at an instant without new evidence: older evidence is forgotten up to it.</summary>
    public CustomerState At(DateTimeOffset now)
    {
        Forget(now);
        return Settle();
    }

    /// <summary>Takes in what happened on the screen.</summary>
    public CustomerState Add(ScreenEvent screenEvent)
    {
        Forget(screenEvent.At);
        switch (screenEvent)
        {
            case ScreenEvent.Error error:
                AddError(error);
                break;
            case ScreenEvent.Struggle struggle:
                Add(EvidenceWeights.SignOf(struggle.Kind));
                _failing = true;
                break;
            case ScreenEvent.Wait wait:
                AddWait(wait.Duration);
                break;
            case ScreenEvent.Step step:
                AddStep(step);
                break;
            case ScreenEvent.Feedback { Score: not 3 } feedback:
                Add(Sign.SelfReport, feedback.Score < 3 ? 1 : -1);
                _moods.Add(feedback.Score < 3 ? Mood.Irritated : Mood.Pleased, EvidenceWeights.Of(Sign.SelfReport).LogOdds);
                break;
        }

        return Settle();
    }

    /// <summary>Takes in a face; a reading that abstained tells nothing.</summary>
    public CustomerState Add(in FaceReading reading)
    {
        Forget(reading.At);
        var seconds = Seconds(ref _lastFace);
        if (!reading.Abstained)
        {
            var above = _face.Above(Affect.Of(reading.Scores), IsCalm);
            Add(Sign.Face, above, seconds);

            // People smile in 90 % of natural frustrating episodes (Hoque and Picard): a smile while things fail says
            // nothing, neither joy nor calm.
            if (!_failing)
            {
                Add(Sign.Smile, seconds * reading.Scores[(int)Expression.Happiness]);
            }

            _noticed = _at;
        }

        return Settle();
    }

    /// <summary>Takes in a voice; a reading that abstained names no emotion.</summary>
    /// <param name="reading">The voice.</param>
    /// <param name="namesEmotion">Whether its emotion may be named in the customer's language. Where not, its arousal
    /// counts alone.</param>
    public CustomerState Add(in VoiceReading reading, bool namesEmotion = true)
    {
        Forget(reading.At);
        var seconds = Seconds(ref _lastVoice);
        if (!namesEmotion)
        {
            // Joy is lively too: only while something fails, by half, and of no mood.
            var above = _liveliness.Above(new Affect(reading.Arousal, Worry: 0, Sadness: 0), IsCalm);
            if (_failing)
            {
                Add(Sign.Voice, ArousalCounts * seconds * above.Irritation);
            }
        }
        else if (!reading.Abstained)
        {
            Add(Sign.Voice, _voice.Above(Affect.Of(reading.Scores), IsCalm), seconds);
            _noticed = _at;
        }

        return Settle();
    }

    /// <summary>Takes in what a text told; a reading that abstained tells nothing.</summary>
    public CustomerState Add(in WordsReading reading)
    {
        Forget(reading.At);
        if (!reading.Abstained)
        {
            Add(Sign.Complaint, reading.Scores[(int)WordsEmotion.Complaint]);
            Add(Sign.Worry, reading.Scores[(int)WordsEmotion.Worry]);
            Add(Sign.Thanks, reading.Scores[(int)WordsEmotion.Thanks]);
            _noticed = _at;
        }

        return Settle();
    }

    private static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    private double Seconds(ref DateTimeOffset last)
    {
        var apart = _at - last;
        last = _at;
        return Math.Clamp(apart.TotalSeconds, 0, LongestReading.TotalSeconds);
    }

    private void AddError(ScreenEvent.Error error)
    {
        if (_told[(int)error.Code] is { } before && _at - before < ToldTwice)
        {
            return;
        }

        _told[(int)error.Code] = _at;
        _failing = true;
        var sign = EvidenceWeights.SignOf(error.Code);
        Add(sign);
        if (++_errors > 1)
        {
            AddLogOdds(sign, EvidenceWeights.RepeatedError);
            _moods.Add(Mood.Irritated, EvidenceWeights.RepeatedError);
        }
    }

    /// <summary>The app tells how long the customer has waited so far, possibly several times for one wait; only what
    /// is new of it counts.</summary>
    private void AddWait(TimeSpan duration)
    {
        var counted = _waited > EvidenceWeights.WaitPatience ? _waited : EvidenceWeights.WaitPatience;
        if (duration > counted)
        {
            Add(Sign.Wait, (duration - counted).TotalSeconds);
        }

        _waited = duration;
    }

    private void AddStep(ScreenEvent.Step step)
    {
        // An app may tell the same step twice, in the middle of a wait.
        _waited = step.Name == _step ? _waited : TimeSpan.Zero;
        _step = step.Name;
        _noticed = _at;
        if (_steps.Add(step.Name) && _steps.Count > 1)
        {
            Add(Sign.Progress);
            _failing = false;
        }
    }

    private void Add(Sign sign, Affect above, double seconds)
    {
        var perSecond = EvidenceWeights.Of(sign).LogOdds;
        AddLogOdds(sign, seconds * perSecond * above.Displeasure);
        _moods.Add(Mood.Irritated, seconds * perSecond * above.Irritation);
        _moods.Add(Mood.Anxious, seconds * perSecond * above.Worry);
        _moods.Add(Mood.Lost, seconds * perSecond * above.Sadness);
    }

    /// <param name="sign">What was noticed.</param>
    /// <param name="amount">How much of it: times, seconds, or −1 for its opposite.</param>
    private void Add(Sign sign, double amount = 1)
    {
        var weight = EvidenceWeights.Of(sign);
        AddLogOdds(sign, amount * weight.LogOdds);
        _moods.Add(weight.Mood, Math.Abs(amount * weight.LogOdds));
    }

    /// <summary>Keeps the sum between 0 and the ceiling: what goes well makes up for earlier trouble, not for later, and
    /// beyond the ceiling the new takes its share of the old.</summary>
    private void AddLogOdds(Sign sign, double logOdds)
    {
        _signs[(int)sign] += Math.Max(logOdds, -Sum());
        var sum = Sum();
        if (sum > EvidenceWeights.Ceiling)
        {
            Scale(EvidenceWeights.Ceiling / sum);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        if (now <= _at)
        {
            return;
        }

        var kept = Math.Pow(0.5, (now - _at) / _options.HalfLife);
        Scale(kept);
        _moods.Forget(kept);
        _at = now;
    }

    private void Scale(double factor)
    {
        for (var i = 0; i < _signs.Length; i++)
        {
            _signs[i] *= factor;
        }
    }

    private double Sum()
    {
        var sum = 0.0;
        foreach (var logOdds in _signs)
        {
            sum += logOdds;
        }

        return sum;
    }

    private CustomerState Settle()
    {
        var estimate = Probability(LogOdds);
        var troubled = estimate >= CalmBelow;
        _since = troubled ? _since ?? _at : null;
        _frustrated = estimate >= (_frustrated ? _options.OffsetAt : _options.OnsetAt);
        var mood = _moods.Name(troubled, _noticed is { } noticed && _at - noticed < NoticedLately);
        return new CustomerState(_at, estimate, Uncertainty(), _frustrated, _since, MainCause(), mood);
    }

    private double Uncertainty()
    {
        var variance = EvidenceWeights.PriorError * EvidenceWeights.PriorError;
        foreach (var logOdds in _signs)
        {
            var error = EvidenceWeights.RelativeError * logOdds;
            variance += error * error;
        }

        var spread = Math.Sqrt(variance);
        return (Probability(LogOdds + spread) - Probability(LogOdds - spread)) / 2;
    }

    private Cause MainCause()
    {
        Span<double> causes = stackalloc double[Causes];
        for (var sign = 0; sign < _signs.Length; sign++)
        {
            causes[(int)EvidenceWeights.Of((Sign)sign).Cause] += _signs[sign];
        }

        // A face says nothing about why, however strong it is: only what points to nothing else is unknown.
        var main = Cause.Unknown;
        var strongest = 0.0;
        for (var cause = Cause.Unknown + 1; (int)cause < causes.Length; cause++)
        {
            if (causes[(int)cause] > strongest)
            {
                (main, strongest) = (cause, causes[(int)cause]);
            }
        }

        return _signs[(int)Sign.OtherError] > strongest ? Cause.Unknown : main;
    }
}
