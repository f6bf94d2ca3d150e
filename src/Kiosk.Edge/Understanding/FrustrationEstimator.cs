using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Understanding;

/// <summary>Accumulates a visit's evidence into an estimate of frustration and its cause.</summary>
/// <remarks>Evidence adds up in log-odds and is forgotten with a half-life; the sum with the prior goes through the
/// logistic function. The state begins at one threshold and ends at a lower one. Any kind of evidence may be missing:
/// it then adds nothing. One instance for one visit; time must not run backwards between calls.</remarks>
public sealed class FrustrationEstimator
{
    /// <summary>Below this estimate the customer counts as calm: an episode's evidence begins above it, and the
    /// customer's baseline is learned below it.</summary>
    private const double CalmBelow = 0.25;

    /// <summary>Readings further apart than this do not stand for the time between them.</summary>
    private static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(1);

    private readonly UnderstandingOptions _options;
    private readonly double[] _causes = new double[Enum.GetValues<Cause>().Length];
    private readonly HashSet<string> _steps = new(StringComparer.Ordinal);
    private double _evidence;
    private int _errors;
    private TimeSpan _waited;
    private DateTimeOffset _at;
    private DateTimeOffset _lastFace;
    private DateTimeOffset _lastVoice;
    private DateTimeOffset? _since;
    private bool _frustrated;
    private Baseline _face;
    private Baseline _voice;

    /// <summary>Begins calm.</summary>
    /// <param name="options">Thresholds and half-life.</param>
    /// <param name="start">When the visit began, UTC.</param>
    public FrustrationEstimator(UnderstandingOptions options, DateTimeOffset start)
    {
        _options = options;
        _at = _lastFace = _lastVoice = start;
    }

    private double Estimate => 1 / (1 + Math.Exp(-(EvidenceWeights.Prior + _evidence)));

    /// <summary>The state at an instant without new evidence: older evidence is forgotten up to it.</summary>
    public CustomerState At(DateTimeOffset now)
    {
        Forget(now);
        return Settle(now);
    }

    /// <summary>Takes in what happened on the screen.</summary>
    public CustomerState Add(ScreenEvent screenEvent)
    {
        Forget(screenEvent.At);
        switch (screenEvent)
        {
            case ScreenEvent.Error error:
                var (weight, cause) = EvidenceWeights.Of(error.Code);
                Add(weight + (_errors++ > 0 ? EvidenceWeights.RepeatedError : 0), cause);
                break;
            case ScreenEvent.Struggle struggle:
                Add(EvidenceWeights.Of(struggle.Kind), Cause.ConfusingStep);
                break;
            case ScreenEvent.Wait wait:
                AddWait(wait.Duration);
                break;
            case ScreenEvent.Step step:
                _waited = TimeSpan.Zero;
                if (_steps.Add(step.Name) && _steps.Count > 1)
                {
                    Add(EvidenceWeights.Progress, cause: null);
                }

                break;
            case ScreenEvent.Feedback { Score: not 3 } feedback:
                Add(feedback.Score < 3 ? EvidenceWeights.Feedback : -EvidenceWeights.Feedback, cause: null);
                break;
        }

        return Settle(screenEvent.At);
    }

    /// <summary>Takes in a face; a reading that abstained tells nothing.</summary>
    public CustomerState Add(in FaceReading reading)
    {
        Forget(reading.At);
        var seconds = Seconds(reading.At, ref _lastFace);
        if (!reading.Abstained)
        {
            var above = _face.Above(EvidenceWeights.Displeasure(reading.Scores), Estimate < CalmBelow);
            var smile = _errors == 0 ? reading.Scores[(int)Expression.Happiness] : 0;
            Add(seconds * ((EvidenceWeights.FacePerSecond * above) + (EvidenceWeights.SmilePerSecond * smile)), null);
        }

        return Settle(reading.At);
    }

    /// <summary>Takes in a voice; a reading that abstained tells nothing.</summary>
    public CustomerState Add(in VoiceReading reading)
    {
        Forget(reading.At);
        var seconds = Seconds(reading.At, ref _lastVoice);
        if (!reading.Abstained)
        {
            var above = _voice.Above(EvidenceWeights.Displeasure(reading.Scores), Estimate < CalmBelow);
            Add(seconds * EvidenceWeights.VoicePerSecond * above, cause: null);
        }

        return Settle(reading.At);
    }

    private static double Seconds(DateTimeOffset at, ref DateTimeOffset last)
    {
        var apart = at - last;
        last = at;
        return Math.Clamp(apart.TotalSeconds, 0, LongestReading.TotalSeconds);
    }

    /// <summary>The app tells how long the customer has waited so far, possibly several times for one wait; only what
    /// is new of it counts.</summary>
    private void AddWait(TimeSpan duration)
    {
        var counted = _waited > EvidenceWeights.WaitPatience ? _waited : EvidenceWeights.WaitPatience;
        if (duration > counted)
        {
            Add((duration - counted).TotalSeconds * EvidenceWeights.WaitPerSecond, Cause.Wait);
        }

        _waited = duration;
    }

    private void Add(double logOdds, Cause? cause)
    {
        _evidence = Math.Clamp(_evidence + logOdds, EvidenceWeights.Floor, EvidenceWeights.Ceiling);
        if (cause is { } sign)
        {
            _causes[(int)sign] += logOdds;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        if (now <= _at)
        {
            return;
        }

        var kept = Math.Pow(0.5, (now - _at) / _options.HalfLife);
        _evidence *= kept;
        for (var i = 0; i < _causes.Length; i++)
        {
            _causes[i] *= kept;
        }

        _at = now;
    }

    private CustomerState Settle(DateTimeOffset now)
    {
        var estimate = Estimate;
        _since = estimate < CalmBelow ? null : _since ?? now;
        _frustrated = estimate >= (_frustrated ? _options.OffsetAt : _options.OnsetAt);
        return new CustomerState(now, estimate, _frustrated, _since, MainCause());
    }

    private Cause MainCause()
    {
        var main = Cause.Unknown;
        for (var cause = Cause.Unknown; (int)cause < _causes.Length; cause++)
        {
            if (_causes[(int)cause] > _causes[(int)main])
            {
                main = cause;
            }
        }

        return main;
    }
}
