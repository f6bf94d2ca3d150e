using Kiosk.Edge.Recognition;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Understanding;

public class FrustrationEstimatorTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly FrustrationEstimator _estimator = new(new UnderstandingOptions(), Start);

    [Fact]
    public void A_customer_is_calm_before_there_is_evidence()
    {
        var state = _estimator.At(Start);

        Assert.False(state.Frustrated);
        Assert.Null(state.EvidenceSince);
        Assert.Equal(Cause.Unknown, state.Cause);
    }

    [Theory]
    [InlineData(ErrorCode.PaymentDeclined, Cause.Payment)]
    [InlineData(ErrorCode.ItemNotFound, Cause.ItemNotFound)]
    [InlineData(ErrorCode.OutOfStock, Cause.OutOfStock)]
    [InlineData(ErrorCode.PriceMismatch, Cause.Price)]
    [InlineData(ErrorCode.ScannerFailed, Cause.KioskFault)]
    [InlineData(ErrorCode.PrinterFailed, Cause.KioskFault)]
    [InlineData(ErrorCode.NetworkFailed, Cause.KioskFault)]
    [InlineData(ErrorCode.Other, Cause.Unknown)]
    public void Any_error_on_the_screen_is_enough_and_names_the_cause(ErrorCode code, Cause cause)
    {
        var state = _estimator.Add(new ScreenEvent.Error(Start, code));

        Assert.True(state.Frustrated);
        Assert.Equal(cause, state.Cause);
        Assert.Equal(Start, state.EvidenceSince);
    }

    [Fact]
    public void What_went_well_before_does_not_make_up_for_an_error()
    {
        for (var t = 0.0; t < 5; t += 0.1)
        {
            _estimator.Add(Face(Start.AddSeconds(t), Expression.Happiness));
        }

        _estimator.Add(new ScreenEvent.Step(Start.AddSeconds(5), "scan"));
        _estimator.Add(new ScreenEvent.Step(Start.AddSeconds(6), "payment"));
        var state = _estimator.Add(new ScreenEvent.Error(Start.AddSeconds(7), ErrorCode.PaymentDeclined));

        Assert.True(state.Frustrated);
    }

    [Fact]
    public void A_written_complaint_is_not_enough_alone_but_after_a_struggle()
    {
        var written = _estimator.Add(Words(Start, WordsEmotion.Complaint));
        var struggled = _estimator.Add(new ScreenEvent.Struggle(Start.AddSeconds(1), StruggleKind.BackAndForth));

        Assert.False(written.Frustrated);
        Assert.True(written.Frustration > Calm.Frustration);
        Assert.True(struggled.Frustrated);
    }

    [Fact]
    public void Thanks_make_up_for_some_of_what_was_before()
    {
        var before = _estimator.Add(Words(Start, WordsEmotion.Complaint));
        var after = _estimator.Add(Words(Start, WordsEmotion.Thanks));

        Assert.True(after.Frustration < before.Frustration);
    }

    [Fact]
    public void Words_that_the_model_is_not_sure_of_tell_nothing()
    {
        var state = _estimator.Add(Words(Start, WordsEmotion.Complaint) with { Abstained = true });

        Assert.Equal(Calm.Frustration, state.Frustration);
    }

    [Fact]
    public void One_struggle_is_not_enough_but_two_are()
    {
        var once = _estimator.Add(new ScreenEvent.Struggle(Start, StruggleKind.RageTaps));
        var twice = _estimator.Add(new ScreenEvent.Struggle(Start.AddSeconds(2), StruggleKind.RageTaps));

        Assert.False(once.Frustrated);
        Assert.True(twice.Frustrated);
        Assert.Equal(Cause.ConfusingStep, twice.Cause);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(25, false)]
    [InlineData(32, true)]
    public void Waiting_frustrates_only_beyond_patience(int seconds, bool frustrated)
    {
        var state = _estimator.Add(new ScreenEvent.Wait(Start, TimeSpan.FromSeconds(seconds)));

        Assert.Equal(frustrated, state.Frustrated);
    }

    [Fact]
    public void A_wait_that_is_told_again_counts_once()
    {
        var once = _estimator.Add(new ScreenEvent.Wait(Start, TimeSpan.FromSeconds(25)));
        var again = _estimator.Add(new ScreenEvent.Wait(Start, TimeSpan.FromSeconds(25)));

        Assert.Equal(once.Frustration, again.Frustration, 10);
    }

    [Fact]
    public void A_step_that_is_told_again_begins_no_new_wait()
    {
        _estimator.Add(new ScreenEvent.Step(Start, "busy"));
        var once = _estimator.Add(new ScreenEvent.Wait(Start, TimeSpan.FromSeconds(25)));
        _estimator.Add(new ScreenEvent.Step(Start, "busy"));
        var again = _estimator.Add(new ScreenEvent.Wait(Start, TimeSpan.FromSeconds(25)));

        Assert.Equal(once.Frustration, again.Frustration, 10);
    }

    [Fact]
    public void A_single_displeased_picture_decides_nothing()
    {
        Look(0, 2, calm: true);

        var state = _estimator.Add(Face(Start.AddSeconds(2.1), Expression.Anger));

        Assert.False(state.Frustrated);
        Assert.True(state.Frustration < 0.25);
    }

    [Fact]
    public void A_face_that_stays_displeased_shows_within_four_seconds()
    {
        Look(0, 2, calm: true);

        var state = Look(2, 6, calm: false);

        Assert.True(state.Frustrated);
        Assert.Equal(Cause.Unknown, state.Cause);
    }

    [Fact]
    public void A_stern_face_is_not_a_frustrated_one()
    {
        CustomerState state = default;
        for (var t = 0.0; t < 30; t += 0.1)
        {
            // As stern at the end as at the beginning: this is how the customer looks.
            state = _estimator.Add(Face(Start.AddSeconds(t), Expression.Anger, 0.45f));
        }

        Assert.False(state.Frustrated);
    }

    [Fact]
    public void A_smile_while_things_fail_is_not_joy()
    {
        var calm = new FrustrationEstimator(new UnderstandingOptions(), Start);
        _estimator.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));
        calm.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));

        for (var t = 0.1; t < 5; t += 0.1)
        {
            _estimator.Add(Face(Start.AddSeconds(t), Expression.Happiness));
        }

        Assert.Equal(calm.At(Start.AddSeconds(5)).Frustration, _estimator.At(Start.AddSeconds(5)).Frustration, 3);
    }

    [Fact]
    public void A_reading_that_abstained_tells_nothing()
    {
        var before = _estimator.At(Start.AddSeconds(1));
        var after = _estimator.Add(new FaceReading(Start.AddSeconds(1), 1, Scores(Expression.Anger, 1), Abstained: true));

        Assert.Equal(before.Frustration, after.Frustration, 10);
    }

    [Fact]
    public void The_state_ends_lower_than_it_begins()
    {
        var options = new UnderstandingOptions();
        _estimator.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));

        var between = default(CustomerState);
        for (var t = 1; t < 120; t++)
        {
            var state = _estimator.At(Start.AddSeconds(t));
            if (state.Frustration < options.OnsetAt && state.Frustration > options.OffsetAt)
            {
                between = state;
                Assert.True(state.Frustrated);
            }
        }

        Assert.NotEqual(default, between);
        Assert.False(_estimator.At(Start.AddSeconds(120)).Frustrated);
    }

    [Fact]
    public void An_angry_voice_adds_up_as_well()
    {
        var scores = default(VoiceScores);
        scores[(int)VoiceEmotion.Anger] = 0.9f;
        scores[(int)VoiceEmotion.Neutral] = 0.1f;
        CustomerState state = default;
        for (var t = 1; t <= 8; t++)
        {
            state = _estimator.Add(new VoiceReading(Start.AddSeconds(t), scores, 0.9f, Abstained: false));
        }

        Assert.True(state.Frustrated);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_emotion_is_not_named_a_voice_that_rises_counts_while_something_fails(bool fails)
    {
        for (var t = 1; t <= 5; t++)
        {
            _estimator.Add(new VoiceReading(Start.AddSeconds(t), default, 0.3f, Abstained: true), namesEmotion: false);
        }

        if (fails)
        {
            _estimator.Add(new ScreenEvent.Struggle(Start.AddSeconds(5), StruggleKind.Dwell));
        }

        for (var t = 6; t <= 10; t++)
        {
            _estimator.Add(new VoiceReading(Start.AddSeconds(t), default, 0.9f, Abstained: true), namesEmotion: false);
        }

        Assert.Equal(fails, _estimator.Evidence.Any(evidence => evidence.Sign == Sign.Voice));
        Assert.NotEqual(Mood.Irritated, _estimator.At(Start.AddSeconds(10)).Mood);
    }

    [Fact]
    public void Evidence_is_bounded_so_that_it_can_be_forgotten()
    {
        for (var i = 0; i < 50; i++)
        {
            _estimator.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));
        }

        Assert.False(_estimator.At(Start.AddSeconds(90)).Frustrated);
    }

    [Fact]
    public void The_evidence_told_adds_up_to_the_estimate()
    {
        _estimator.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));
        _estimator.Add(new ScreenEvent.Step(Start.AddSeconds(3), "scan"));
        _estimator.Add(new ScreenEvent.Step(Start.AddSeconds(4), "payment"));
        var state = _estimator.Add(new ScreenEvent.Error(Start.AddSeconds(9), ErrorCode.NetworkFailed));

        var logOdds = EvidenceWeights.Prior + _estimator.Evidence.Sum(evidence => evidence.LogOdds);

        Assert.Equal(state.Frustration, 1 / (1 + Math.Exp(-logOdds)), 10);
    }

    [Fact]
    public void An_error_told_twice_is_one_error()
    {
        var once = _estimator.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));
        var twice = _estimator.Add(new ScreenEvent.Error(Start.AddSeconds(0.5), ErrorCode.PaymentDeclined));

        Assert.True(twice.Frustration < once.Frustration);
    }

    [Fact]
    public void Two_errors_told_twice_in_turn_are_two_errors()
    {
        _estimator.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));
        var both = _estimator.Add(new ScreenEvent.Error(Start.AddSeconds(0.2), ErrorCode.NetworkFailed));
        _estimator.Add(new ScreenEvent.Error(Start.AddSeconds(0.4), ErrorCode.PaymentDeclined));
        var again = _estimator.Add(new ScreenEvent.Error(Start.AddSeconds(0.6), ErrorCode.NetworkFailed));

        Assert.True(again.Frustration < both.Frustration);
    }

    [Fact]
    public void Time_does_not_run_back()
    {
        _estimator.Add(new ScreenEvent.Error(Start.AddSeconds(30), ErrorCode.PaymentDeclined));

        var late = _estimator.Add(new ScreenEvent.Step(Start.AddSeconds(10), "scan"));

        Assert.Equal(Start.AddSeconds(30), late.At);
    }

    [Fact]
    public void The_mood_is_unknown_before_anything_is_noticed_and_calm_while_things_go_on()
    {
        Assert.Equal(Mood.Unknown, _estimator.At(Start).Mood);
        Assert.Equal(Mood.Calm, _estimator.Add(new ScreenEvent.Step(Start, "scan")).Mood);
        Assert.Equal(Mood.Unknown, _estimator.At(Start.AddSeconds(25)).Mood);
    }

    [Fact]
    public void One_error_names_a_cause_but_no_mood()
    {
        var state = _estimator.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));

        Assert.Equal((Cause.Payment, Mood.Unknown), (state.Cause, state.Mood));
    }

    [Fact]
    public void Errors_again_and_again_irritate()
    {
        _estimator.Add(new ScreenEvent.Error(Start, ErrorCode.ItemNotFound));
        var state = _estimator.Add(new ScreenEvent.Error(Start.AddSeconds(4), ErrorCode.ItemNotFound));

        Assert.Equal(Mood.Irritated, state.Mood);
    }

    [Theory]
    [InlineData(Expression.Anger, Mood.Irritated)]
    [InlineData(Expression.Fear, Mood.Anxious)]
    [InlineData(Expression.Sadness, Mood.Lost)]
    public void A_face_in_trouble_tells_the_mood(Expression expression, Mood mood)
    {
        Look(0, 2, calm: true);
        _estimator.Add(new ScreenEvent.Error(Start.AddSeconds(2), ErrorCode.PaymentDeclined));
        CustomerState state = default;
        for (var t = 2.0; t < 5; t += 0.1)
        {
            state = _estimator.Add(Face(Start.AddSeconds(t), expression));
        }

        Assert.Equal(mood, state.Mood);
    }

    [Fact]
    public void Signs_of_two_moods_name_neither()
    {
        _estimator.Add(new ScreenEvent.Struggle(Start, StruggleKind.RageTaps));
        _estimator.Add(new ScreenEvent.Struggle(Start, StruggleKind.BackAndForth));
        var state = _estimator.Add(new ScreenEvent.Struggle(Start, StruggleKind.Dwell));

        Assert.Equal((Cause.ConfusingStep, Mood.Unknown), (state.Cause, state.Mood));
    }

    [Fact]
    public void A_customer_who_smiles_while_nothing_fails_is_pleased()
    {
        CustomerState state = default;
        for (var t = 0.0; t < 4; t += 0.1)
        {
            state = _estimator.Add(Face(Start.AddSeconds(t), Expression.Happiness));
        }

        Assert.Equal(Mood.Pleased, state.Mood);
    }

    [Fact]
    public void A_customer_who_smiles_while_things_fail_is_not_pleased()
    {
        _estimator.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));

        for (var t = 0.0; t < 90; t += 0.1)
        {
            Assert.NotEqual(Mood.Pleased, _estimator.Add(Face(Start.AddSeconds(t), Expression.Happiness)).Mood);
        }
    }

    [Fact]
    public void The_more_kinds_of_evidence_agree_the_less_uncertain_the_estimate()
    {
        var one = new FrustrationEstimator(new UnderstandingOptions(), Start);
        one.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));
        one.Add(new ScreenEvent.Error(Start.AddSeconds(1), ErrorCode.PaymentDeclined));
        _estimator.Add(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));
        _estimator.Add(new ScreenEvent.Struggle(Start, StruggleKind.RageTaps));
        _estimator.Add(new ScreenEvent.Struggle(Start.AddSeconds(1), StruggleKind.RageTaps));

        Assert.True(_estimator.At(Start.AddSeconds(1)).Uncertainty < one.At(Start.AddSeconds(1)).Uncertainty);
    }

    [Fact]
    public void A_customer_who_arrives_displeased_still_shows()
    {
        var state = Look(0, 8, calm: false);

        Assert.True(state.Frustrated);
    }

    private CustomerState Look(double from, double to, bool calm)
    {
        CustomerState state = default;
        for (var t = from; t < to; t += 0.1)
        {
            state = _estimator.Add(Face(Start.AddSeconds(t), calm ? Expression.Neutral : Expression.Anger));
        }

        return state;
    }

    private static CustomerState Calm => new FrustrationEstimator(new UnderstandingOptions(), Start).At(Start);

    private static WordsReading Words(DateTimeOffset at, WordsEmotion emotion)
    {
        var scores = default(WordsScores);
        scores[(int)emotion] = 1;
        return new WordsReading(at, scores, Abstained: false);
    }

    private static FaceReading Face(DateTimeOffset at, Expression expression, float score = 0.9f) =>
        new(at, 1, Scores(expression, score), Abstained: false);

    private static ExpressionScores Scores(Expression expression, float score)
    {
        var scores = default(ExpressionScores);
        scores[(int)Expression.Neutral] = 1 - score;
        scores[(int)expression] += expression == Expression.Neutral ? score : score - scores[(int)expression];
        return scores;
    }
}
