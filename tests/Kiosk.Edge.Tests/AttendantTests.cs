using System.Text.Json;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Tests.Fakes;
using Kiosk.Edge.Understanding;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Tests;

public sealed class AttendantTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly ResponseOptions Response = new() { ControlShare = 0, Learning = false };
    private readonly RecordingDisplay _display = new();
    private readonly KioskMetrics _metrics = new();
    private readonly SettableClock _time = new(Start);
    private readonly Attendant _attendant;

    public AttendantTests() => _attendant = Create(Response, new Consent(new ConsentOptions()));

    public void Dispose()
    {
        _attendant.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void Screen_events_alone_lead_to_a_prompt()
    {
        Begin();

        _attendant.Take(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));

        Assert.Equal(Cause.Payment, Assert.Single(_display.Shown).Cause);
    }

    [Fact]
    public void A_visit_tells_at_which_step_of_which_version_frustration_began()
    {
        _attendant.Take(new ScreenEvent.Start(Start, "en", "3.2"));
        _attendant.Take(new ScreenEvent.Step(Start, "scan"));
        _attendant.Take(new ScreenEvent.Step(Start, "payment"));
        _attendant.Take(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));

        var steps = _attendant.Take(new ScreenEvent.End(Start, VisitOutcome.Completed))?.Steps;

        Assert.Equal("3.2", steps?.AppVersion);
        Assert.Equal(new Dictionary<string, bool> { ["scan"] = false, ["payment"] = true }, steps?.Frustrated);
    }

    [Fact]
    public void The_call_button_calls_a_person_with_or_without_a_visit()
    {
        _attendant.Take(new PanelEvent(PanelPart.CallButton, On: true));

        Assert.Equal(Strategy.CallPerson, Assert.Single(_display.Shown).Strategy);
        var tally = _attendant.Take(new ScreenEvent.End(Start.AddSeconds(60), VisitOutcome.Staff));
        Assert.Equal(1, tally?.StaffCalls);
    }

    [Fact]
    public void Who_only_walks_past_is_not_counted()
    {
        _attendant.Take(new PanelEvent(PanelPart.Presence, On: true));

        Assert.Null(_attendant.Take(new ScreenEvent.End(Start.AddSeconds(5), VisitOutcome.Abandoned)));
    }

    [Fact]
    public void Who_comes_and_then_touches_the_screen_is_one_visit()
    {
        _attendant.Take(new PanelEvent(PanelPart.Presence, On: true));
        Begin();

        Assert.NotNull(_attendant.Take(new ScreenEvent.End(Start.AddSeconds(5), VisitOutcome.Completed)));
    }

    [Fact]
    public void Whoever_touches_the_screen_first_inherits_nothing_of_who_walked_past()
    {
        using var attendant = Notice();
        attendant.Take(new PanelEvent(PanelPart.Presence, On: true));
        Frown(attendant, seconds: 5.5);
        Assert.NotNull(_display.Current);

        attendant.Take(new ScreenEvent.Start(At(20), "ko", "3.2"));

        Assert.Equal((0, "calm"), (attendant.Why?.Evidence.Count, attendant.Why?.Rule));
        Assert.Null(_display.Current);
        Assert.True(attendant.Camera.IsGiven); // it stays open
        var tally = attendant.Take(new ScreenEvent.End(At(30), VisitOutcome.Completed));
        Assert.Equal((Start.AddSeconds(20), null, 0), (tally?.Started, tally?.Cause, tally?.Prompts.Count));
        Assert.Equal("3.2", tally?.Steps.AppVersion);
    }

    [Fact]
    public void A_person_who_was_called_for_somebody_by_their_face_is_not_called_off_by_their_touch()
    {
        using var attendant = Notice();
        attendant.Take(new PanelEvent(PanelPart.Presence, On: true));
        Frown(attendant, seconds: 20);
        Assert.Equal(Strategy.CallPerson, _display.Current?.Strategy);

        attendant.Take(new ScreenEvent.Step(At(21), "scan"));

        Assert.Equal(Strategy.CallPerson, _display.Current?.Strategy);
    }

    [Fact]
    public void What_was_seen_since_the_first_touch_stays_with_a_start_that_comes_later()
    {
        using var attendant = Notice();
        attendant.Take(new PanelEvent(PanelPart.Presence, On: true));
        attendant.Take(new ScreenEvent.Error(At(1), ErrorCode.PaymentDeclined));

        attendant.Take(new ScreenEvent.Start(At(3), "en", null));

        Assert.Equal(1, attendant.Why?.Evidence.Count);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void The_sensors_close_when_who_has_touched_nothing_walks_on(int seconds, bool open)
    {
        using var attendant = Notice();
        attendant.Take(new PanelEvent(PanelPart.Presence, On: true));
        At(5);
        attendant.Take(new PanelEvent(PanelPart.Presence, On: false));

        At(5 + seconds);
        attendant.Tick();

        Assert.Equal(open, attendant.Camera.IsGiven);
        Assert.Equal(open ? 0 : 1, attendant.VisitsEnded);
    }

    [Fact]
    public void Who_has_touched_the_screen_may_stand_still()
    {
        using var attendant = Notice();
        attendant.Take(new PanelEvent(PanelPart.Presence, On: true));
        attendant.Take(new ScreenEvent.Start(At(1), "en", null));
        attendant.Take(new PanelEvent(PanelPart.Presence, On: false));

        At(60);
        attendant.Tick();

        Assert.True(attendant.Camera.IsGiven);
    }

    [Fact]
    public void Who_walks_past_closing_words_does_not_take_them_away()
    {
        EndInThanks();
        At(61);
        _attendant.Take(new PanelEvent(PanelPart.Presence, On: true));
        _attendant.Take(new PanelEvent(PanelPart.Presence, On: false));

        At(71);
        _attendant.Tick();
        Assert.Equal(2, _attendant.VisitsEnded);

        Assert.Equal("closing.patient", _display.Current?.Id);
    }

    [Fact]
    public void The_person_who_was_called_clears_the_screen_by_the_staff_key()
    {
        _attendant.Take(new PanelEvent(PanelPart.CallButton, On: true));

        _attendant.Take(new PanelEvent(PanelPart.StaffKey, On: true));

        Assert.Null(_display.Current);
    }

    [Fact]
    public void Words_are_not_read_in_a_private_step()
    {
        Begin();
        Assert.True(_attendant.MayReadWords);

        _attendant.Take(new ScreenEvent.Step(Start, "pin", IsPrivate: true));

        Assert.False(_attendant.MayReadWords);
    }

    [Fact]
    public void Sensors_are_closed_until_the_customer_agrees()
    {
        Begin();
        Assert.False(_attendant.Camera.IsGiven || _attendant.Microphone.IsGiven);

        _attendant.Take(new ScreenEvent.Consent(Start, Camera: true, Microphone: false));

        Assert.True(_attendant.Camera.IsGiven);
        Assert.False(_attendant.Microphone.IsGiven);
    }

    [Fact]
    public async Task Taking_consent_back_tells_the_sensor_at_once()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Consent(Start, Camera: true, Microphone: true));
        var revoked = await _attendant.Camera.WaitAsync(CancellationToken.None);

        _attendant.Take(new ScreenEvent.Consent(Start, Camera: false, Microphone: true));

        Assert.True(revoked.IsCancellationRequested);
        Assert.True(_attendant.Microphone.IsGiven);
    }

    [Fact]
    public void Consent_ends_with_the_visit()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Consent(Start, Camera: true, Microphone: true));

        _attendant.Take(new ScreenEvent.End(At(5), VisitOutcome.Completed));

        Assert.False(_attendant.Camera.IsGiven || _attendant.Microphone.IsGiven);
    }

    [Fact]
    public void A_reading_without_consent_is_dropped()
    {
        Begin();
        var scores = default(ExpressionScores);
        scores[(int)Expression.Anger] = 1;

        for (var t = 0.0; t < 20; t += 0.1)
        {
            _attendant.Take(new FaceReading(At(t), 1, scores, Abstained: false));
        }

        Assert.Empty(_display.Shown);
    }

    [Theory]
    [InlineData("en", true)]
    [InlineData("EN-gb", true)]
    [InlineData("ko", false)]
    public void An_angry_voice_counts_only_in_languages_in_which_its_card_lets_emotion_be_named(
        string language, bool counts)
    {
        _attendant.Take(new ScreenEvent.Start(Start, language, null));
        _attendant.Take(new ScreenEvent.Consent(Start, Camera: false, Microphone: true));
        var scores = default(VoiceScores);
        scores[(int)VoiceEmotion.Anger] = 1;

        for (var t = 1; t <= 8; t++)
        {
            _attendant.Take(new VoiceReading(At(t), scores, 0.9f, Abstained: false) { EmotionLanguages = ["en"] });
        }

        Assert.Equal(counts, _display.Shown.Count > 0);
    }

    [Fact]
    public void The_end_leaves_a_tally_and_clears_the_screen_but_for_thanks()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Error(Start, ErrorCode.OutOfStock));
        _attendant.Take(new ScreenEvent.Feedback(At(50), 4));

        var tally = _attendant.Take(new ScreenEvent.End(At(60), VisitOutcome.Completed));

        Assert.NotNull(tally);
        Assert.Equal(VisitOutcome.Completed, tally.Outcome);
        Assert.Equal(EvidenceTier.Screen, tally.Tier);
        Assert.Equal(Cause.OutOfStock, tally.Cause);
        Assert.True(tally.Calmed);
        Assert.Equal(1, tally.Prompts.Values.Sum()); // the thanks came after the end
        Assert.Equal(4, tally.Feedback);
        Assert.Equal("closing.patient", _display.Current?.Id);
    }

    [Fact]
    public void Closing_words_go_by_themselves()
    {
        EndInThanks();
        _time.Advance(TimeSpan.FromSeconds(19));
        _attendant.Tick();
        Assert.NotNull(_display.Current);

        _time.Advance(TimeSpan.FromSeconds(1));
        _attendant.Tick();

        Assert.Null(_display.Current);
    }

    [Fact]
    public void Closing_words_go_with_the_next_customers_touch()
    {
        EndInThanks();

        _attendant.Take(new ScreenEvent.Start(At(70), "en", null));

        Assert.Null(_display.Current);
    }

    [Fact]
    public void What_the_customer_says_under_closing_words_is_told_once_when_they_go()
    {
        List<int> said = [];
        _attendant.FeedbackGiven += (score, _) => said.Add(score);
        EndInThanks();
        _attendant.Take(new PanelEvent(PanelPart.Presence, On: true)); // the same customer, as likely as not

        _attendant.Take(new ScreenEvent.Feedback(At(65), 2));
        _attendant.Take(new ScreenEvent.Feedback(At(66), 4));
        Assert.Empty(said);
        _attendant.Take(new ScreenEvent.Start(At(70), "en", null));
        At(120);
        _attendant.Tick();

        Assert.Equal([4], said);
    }

    [Theory]
    [InlineData(false, 19, true)]
    [InlineData(true, 19, true)]
    [InlineData(false, 20, false)]
    public void A_word_on_a_visit_that_has_just_ended_counts_whatever_had_been_noticed(bool noticed, int seconds, bool counts)
    {
        List<(int Score, bool AfterTrouble)> said = [];
        _attendant.FeedbackGiven += (score, afterTrouble) => said.Add((score, afterTrouble));
        Begin();
        if (noticed)
        {
            _attendant.Take(new ScreenEvent.Error(At(1), ErrorCode.PaymentDeclined));
        }

        _attendant.Take(new ScreenEvent.End(At(10), VisitOutcome.Abandoned)); // no closing words
        At(10 + seconds);
        _attendant.Tick();
        _attendant.Take(new ScreenEvent.Feedback(At(10 + seconds), 2));
        At(40);
        _attendant.Tick();

        Assert.Equal(counts ? 1 : 0, said.Count);
        Assert.All(said, one => Assert.Equal((2, noticed), one));
    }

    [Fact]
    public void A_visit_without_closing_words_clears_nothing_later()
    {
        Begin();
        _attendant.Take(new ScreenEvent.End(At(10), VisitOutcome.Completed));
        _display.Show(ResponseCatalogue.Load(Response.Catalogue).Say(Closing.Patient, Cause.Unknown, "en"));

        At(40);
        _attendant.Tick();

        Assert.NotNull(_display.Current);
    }

    [Fact]
    public void What_the_customer_said_in_the_visit_is_not_told_twice()
    {
        List<int> said = [];
        _attendant.FeedbackGiven += (score, _) => said.Add(score);
        EndInThanks(feedback: 5);

        _attendant.Take(new ScreenEvent.Feedback(At(65), 1));
        At(120);
        _attendant.Tick();

        Assert.Empty(said);
    }

    [Fact]
    public void A_word_back_makes_no_visit_of_somebody_who_walks_past()
    {
        _attendant.Take(new PanelEvent(PanelPart.Presence, On: true));

        _attendant.Take(new ScreenEvent.Feedback(At(2), 3));

        Assert.Null(_attendant.Take(new ScreenEvent.End(At(5), VisitOutcome.Abandoned)));
    }

    [Fact]
    public void Pressing_the_call_button_is_a_touch()
    {
        Begin();
        At(85);
        _attendant.Take(new PanelEvent(PanelPart.CallButton, On: true));

        At(120);
        _attendant.Tick();

        Assert.Equal(Strategy.CallPerson, _display.Current?.Strategy);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_stands_while_the_customer_waits_for_the_person(bool byButton)
    {
        Begin();
        Call(byButton);

        At(90 + 599);
        Assert.Null(_attendant.Tick());
        Assert.Equal(Strategy.CallPerson, _display.Current?.Strategy);
        At(90 + 600);
        var tally = _attendant.Tick();

        Assert.Equal((VisitOutcome.Staff, 1), (tally?.Outcome, tally?.StaffCalls));
        Assert.Null(_display.Current);
    }

    [Fact]
    public void Sensors_close_while_the_customer_waits_for_a_person_and_a_touch_asks_anew()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Consent(Start, Camera: true, Microphone: true));
        _attendant.Take(new PanelEvent(PanelPart.CallButton, On: true));

        At(90);
        Assert.Null(_attendant.Tick());
        Assert.False(_attendant.Camera.IsGiven || _attendant.Microphone.IsGiven);
        _attendant.Take(new ScreenEvent.Step(At(100), "scan"));
        Assert.False(_attendant.Camera.IsGiven || _attendant.Microphone.IsGiven);
        _attendant.Take(new ScreenEvent.Consent(At(101), Camera: true, Microphone: false));

        Assert.True(_attendant.Camera.IsGiven);
    }

    [Fact]
    public void The_person_who_has_come_leaves_a_visit_that_ends_as_theirs()
    {
        _attendant.Take(new PanelEvent(PanelPart.CallButton, On: true));
        At(300);
        Assert.Null(_attendant.Tick());

        _attendant.Take(new PanelEvent(PanelPart.StaffKey, On: true));
        At(389);
        Assert.Null(_attendant.Tick());
        At(390);

        Assert.Equal(VisitOutcome.Staff, _attendant.Tick()?.Outcome);
    }

    [Fact]
    public void The_next_start_ends_the_visit_of_somebody_who_waited_for_a_person()
    {
        _attendant.Take(new PanelEvent(PanelPart.CallButton, On: true));
        At(90);
        _attendant.Tick();

        var tally = _attendant.Take(new ScreenEvent.Start(At(200), "ko", null));

        Assert.Equal(VisitOutcome.Staff, tally?.Outcome);
        Assert.Null(_display.Current);
    }

    [Fact]
    public void Nothing_takes_the_place_of_the_words_that_a_person_comes_until_they_have_come()
    {
        Begin();
        _attendant.Take(new PanelEvent(PanelPart.CallButton, On: true));
        foreach (var t in new[] { 1, 15, 80 })
        {
            At(t - 0.5);
            _attendant.Tick(); // calm at first, and again before the last
            _attendant.Take(new ScreenEvent.Error(At(t), ErrorCode.PaymentDeclined));
        }

        Assert.Equal(Strategy.CallPerson, Assert.Single(_display.Shown).Strategy);
        _attendant.Take(new PanelEvent(PanelPart.StaffKey, On: true));
        _attendant.Take(new ScreenEvent.Step(At(150), "scan"));
        _attendant.Take(new ScreenEvent.Error(At(160), ErrorCode.ItemNotFound));

        Assert.Equal(1, _display.Current?.Level);
    }

    [Fact]
    public void A_prompt_for_somebody_who_only_stood_there_goes_with_them()
    {
        _attendant.Take(new PanelEvent(PanelPart.Presence, On: true));
        _display.Show(ResponseCatalogue.Load(Response.Catalogue).Say(Closing.Patient, Cause.Unknown, "en"));

        _attendant.Take(new ScreenEvent.End(At(5), VisitOutcome.Abandoned));

        Assert.Null(_display.Current);
    }

    [Fact]
    public void A_reading_of_who_was_there_before_is_dropped()
    {
        _attendant.Take(new ScreenEvent.Start(At(10), "en", null));
        _attendant.Take(new ScreenEvent.Consent(At(10), Camera: true, Microphone: false));
        var scores = default(ExpressionScores);
        scores[(int)Expression.Anger] = 1;

        for (var t = 0.0; t < 10; t += 0.1)
        {
            _attendant.Take(new FaceReading(Start.AddSeconds(t), 1, scores, Abstained: false));
        }

        Assert.Equal(0, _attendant.Why?.Evidence.Count);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)] // went on, and then left
    public void Who_walks_off_was_calmed_only_if_the_last_touch_was_calm(bool wentOn, bool calmed)
    {
        Begin();
        _attendant.Take(new ScreenEvent.Error(At(1), ErrorCode.PaymentDeclined));
        if (wentOn)
        {
            _attendant.Take(new ScreenEvent.Step(At(50), "scan"));
            _attendant.Take(new ScreenEvent.Step(At(55), "payment"));
        }

        VisitTally? tally = null;
        for (var t = 56; tally is null; t++)
        {
            At(t);
            tally = _attendant.Tick();
        }

        Assert.Equal((Cause.Payment, calmed), (tally.Cause, tally.Calmed));
    }

    [Theory]
    [InlineData(VisitOutcome.Completed, true)]
    [InlineData(VisitOutcome.Abandoned, false)]
    public void An_end_that_the_app_tells_is_a_touch_unless_the_customer_has_left(VisitOutcome outcome, bool calmed)
    {
        Begin();
        _attendant.Take(new ScreenEvent.Error(At(1), ErrorCode.PaymentDeclined));
        At(60);
        _attendant.Tick();

        Assert.Equal(calmed, _attendant.Take(new ScreenEvent.End(At(60), outcome))?.Calmed);
    }

    [Fact]
    public void A_calm_visit_has_no_cause()
    {
        Begin();

        var tally = _attendant.Take(new ScreenEvent.End(At(9), VisitOutcome.Completed));

        Assert.Null(tally?.Cause);
        Assert.False(tally?.Calmed);
    }

    [Fact]
    public void The_next_start_ends_a_visit_that_was_left()
    {
        Begin();

        var tally = _attendant.Take(new ScreenEvent.Start(At(30), "ko", null));

        Assert.Equal(VisitOutcome.Abandoned, tally?.Outcome);
    }

    [Fact]
    public void An_event_without_a_start_begins_a_visit()
    {
        _attendant.Take(new ScreenEvent.Step(Start, "scan"));

        Assert.NotNull(_attendant.Take(new ScreenEvent.End(At(9), VisitOutcome.Staff)));
    }

    [Fact]
    public void A_visit_without_a_start_speaks_the_language_of_the_last_start()
    {
        _attendant.Take(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));
        _attendant.Take(new ScreenEvent.Start(At(1), "ko", null));
        At(100);
        Assert.NotNull(_attendant.Tick()); // the customer paused for long

        _attendant.Take(new ScreenEvent.Error(At(110), ErrorCode.PaymentDeclined));
        _attendant.Take(new ScreenEvent.End(At(120), VisitOutcome.Abandoned));
        _attendant.Take(new PanelEvent(PanelPart.CallButton, On: true));

        Assert.Equal(["en", "ko", "ko"], _display.Shown.Select(prompt => prompt.Language));
    }

    [Fact]
    public void The_call_button_before_the_next_start_answers_in_the_language_of_the_last()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Start(At(2), "ko", null));
        _attendant.Take(new ScreenEvent.End(At(9), VisitOutcome.Completed));

        _attendant.Take(new PanelEvent(PanelPart.CallButton, On: true));

        Assert.Equal("ko", Assert.Single(_display.Shown).Language);
    }

    [Fact]
    public void Consent_before_the_start_holds_and_the_start_sets_the_language()
    {
        _attendant.Take(new ScreenEvent.Consent(Start, Camera: true, Microphone: false));

        Assert.Null(_attendant.Take(new ScreenEvent.Start(At(2), "ko", null)));
        _attendant.Take(new ScreenEvent.Error(At(3), ErrorCode.OutOfStock));

        Assert.True(_attendant.Camera.IsGiven);
        Assert.Equal("ko", Assert.Single(_display.Shown).Language);
    }

    [Fact]
    public void An_end_without_a_visit_counts_nothing() =>
        Assert.Null(_attendant.Take(new ScreenEvent.End(Start, VisitOutcome.Completed)));

    [Theory]
    [InlineData(89, false)]
    [InlineData(90, true)]
    public void A_screen_nobody_touches_ends_the_visit(int seconds, bool ended)
    {
        Begin();

        At(seconds);

        Assert.Equal(ended, _attendant.Tick() is not null);
    }

    [Fact]
    public void Who_touches_the_screen_is_there()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Consent(Start, Camera: true, Microphone: false));
        for (var t = 60; t <= 240; t += 60)
        {
            _attendant.Take(new ScreenEvent.Touch(At(t)));
            Assert.Null(_attendant.Tick());
        }

        Assert.True(_attendant.Camera.IsGiven);
        At(330);
        Assert.NotNull(_attendant.Tick());
    }

    [Fact]
    public void A_touch_is_no_step()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Step(Start, "scan"));
        _attendant.Take(new ScreenEvent.Touch(At(2)));

        var tally = _attendant.Take(new ScreenEvent.End(At(9), VisitOutcome.Completed));

        Assert.Equal(["scan"], tally?.Steps.Frustrated.Keys);
    }

    [Fact]
    public void The_language_chosen_in_a_visit_is_that_of_its_prompts_its_closing_words_and_its_voices()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Consent(Start, Camera: false, Microphone: true));
        _attendant.Take(new ScreenEvent.Touch(At(2), "ko"));
        var scores = default(VoiceScores);
        scores[(int)VoiceEmotion.Anger] = 1;
        for (var t = 3; t <= 10; t++)
        {
            _attendant.Take(new VoiceReading(At(t), scores, 0.9f, Abstained: false) { EmotionLanguages = ["en"] });
        }

        Assert.Empty(_display.Shown); // in Korean no anger is named
        _attendant.Take(new ScreenEvent.Error(At(11), ErrorCode.OutOfStock));
        _attendant.Take(new ScreenEvent.End(At(60), VisitOutcome.Completed));

        Assert.Equal(["ko", "ko"], _display.Shown.Select(prompt => prompt.Language));
    }

    [Fact]
    public void A_start_told_again_ends_no_visit_and_begins_one_in_its_language_where_there_is_none()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Consent(Start, Camera: true, Microphone: false));

        Assert.Null(_attendant.Take(new ScreenEvent.Start(At(30), "en", "3.2", Again: true)));
        Assert.True(_attendant.Camera.IsGiven);

        _attendant.Take(new ScreenEvent.End(At(40), VisitOutcome.Completed)); // now as after the worker's restart
        At(50);
        _attendant.Take(new ScreenEvent.Start(At(50), "ko", "3.2", Again: true));
        _attendant.Take(new ScreenEvent.Error(At(51), ErrorCode.OutOfStock));
        var tally = _attendant.Take(new ScreenEvent.End(At(60), VisitOutcome.Abandoned));

        Assert.Equal("ko", Assert.Single(_display.Shown).Language);
        Assert.Equal("3.2", tally?.Steps.AppVersion);
    }

    [Fact]
    public void Somebody_slow_at_the_PIN_is_not_seen_when_the_visit_has_timed_out()
    {
        using var consent = new Consent(new ConsentOptions { Mode = SensingMode.Notice });
        using var attendant = Create(Response, consent);
        attendant.Take(new ScreenEvent.Start(Start, "en", null));
        attendant.Take(new ScreenEvent.Step(At(1), "pin", IsPrivate: true));
        At(135);
        Assert.NotNull(attendant.Tick());

        attendant.Take(new PanelEvent(PanelPart.Presence, On: true));
        Assert.False(consent.Camera.IsGiven || consent.Microphone.IsGiven);
        Assert.False(attendant.MayReadWords);

        attendant.Take(new ScreenEvent.Start(At(140), "en", null, Again: true));
        Assert.False(consent.Camera.IsGiven || consent.Microphone.IsGiven);
        attendant.Take(new ScreenEvent.Step(At(141), "receipt"));
        Assert.True(consent.Camera.IsGiven && consent.Microphone.IsGiven);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_next_customer_does_not_begin_at_the_PIN_of_the_one_before(bool endIsTold)
    {
        using var consent = new Consent(new ConsentOptions { Mode = SensingMode.Notice });
        using var attendant = Create(Response, consent);
        attendant.Take(new ScreenEvent.Start(Start, "en", null));
        attendant.Take(new ScreenEvent.Step(At(1), "pin", IsPrivate: true));
        if (endIsTold)
        {
            attendant.Take(new ScreenEvent.End(At(2), VisitOutcome.Completed));
            attendant.Take(new PanelEvent(PanelPart.Presence, On: true));
        }
        else
        {
            attendant.Take(new ScreenEvent.Start(At(5), "en", null));
        }

        Assert.True(consent.Camera.IsGiven && consent.Microphone.IsGiven);
    }

    [Fact]
    public void Frustration_that_stays_calls_a_person_in_the_end()
    {
        Begin();
        for (var t = 0; t < 60; t++)
        {
            _attendant.Take(new ScreenEvent.Error(At(t), ErrorCode.PaymentDeclined));
        }

        var tally = _attendant.Take(new ScreenEvent.End(At(60), VisitOutcome.Staff));

        Assert.Equal(1, tally?.StaffCalls);
    }

    [Theory]
    [InlineData(14, 18)]
    [InlineData(12, 13)] // the estimate falls again while the words at the first are being read
    public void Three_cards_declined_in_short_order_call_a_person_although_something_was_said_at_the_first(
        double second, double third)
    {
        Begin();
        for (var t = 10.0; t < 40; t += 0.25)
        {
            At(t);
            if (t == 10 || t == second || t == third)
            {
                _attendant.Take(new ScreenEvent.Error(At(t), ErrorCode.PaymentDeclined));
            }

            _attendant.Tick();
        }

        Assert.Equal(["payment.guide", "any.call_person"], _display.Shown.Select(prompt => prompt.Id));
        Assert.Equal("high_distress", _display.Shown[1].Why?.Rule);
    }

    [Fact]
    public void A_calm_visit_ends_without_a_word()
    {
        Begin();

        _attendant.Take(new ScreenEvent.End(At(9), VisitOutcome.Completed));

        Assert.Empty(_display.Shown);
    }

    [Theory]
    [InlineData(VisitOutcome.Abandoned, null)]
    [InlineData(VisitOutcome.Staff, "closing.helped")]
    public void The_closing_words_fit_how_the_visit_went(VisitOutcome outcome, string? closing)
    {
        Begin();
        _attendant.Take(new ScreenEvent.Error(Start, ErrorCode.OutOfStock));

        _attendant.Take(new ScreenEvent.End(At(20), outcome));

        Assert.Equal(closing, _display.Current?.Id);
    }

    [Fact]
    public void A_tally_tells_what_was_tried_and_how_it_went()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Error(Start, ErrorCode.OutOfStock));

        var tally = _attendant.Take(new ScreenEvent.End(At(20), VisitOutcome.Completed));

        Assert.Equal(1, tally?.Well);
        Assert.False(tally?.Trial?.Control);
        Assert.Equal(Strategy.Explain, tally?.Trial?.First.Strategy);
    }

    [Fact]
    public void A_visit_whose_words_were_withheld_is_thanked_and_asked_like_any_other()
    {
        using var attendant = Create(new ResponseOptions { ControlShare = 1 }, new Consent(new ConsentOptions()));
        attendant.Take(new ScreenEvent.Error(Start, ErrorCode.OutOfStock));
        attendant.Take(new ScreenEvent.Error(At(5), ErrorCode.PaymentDeclined)); // the worse
        Assert.Empty(_display.Shown);

        var tally = attendant.Take(new ScreenEvent.End(At(20), VisitOutcome.Completed));

        Assert.Equal("closing.patient", _display.Current?.Id);
        Assert.True(tally?.Trial?.Control);
        Assert.Equal((Cause.OutOfStock, Cause.Payment), (tally?.Trial?.First.Situation.Cause, tally?.Cause));
    }

    [Fact]
    public void A_prompt_tells_why_it_is_shown()
    {
        Begin();

        _attendant.Take(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));

        var why = Assert.Single(_display.Shown).Why;
        Assert.NotNull(why);
        Assert.Equal("first_sign", why.Rule);
        Assert.Equal(("payment_declined", 2.8), (Assert.Single(why.Evidence).Sign, why.Evidence[0].Weight));
        Assert.Equal(new Counterfactual(ChangeKind.WithoutSign, "payment_declined", 2.8), why.WouldChange[0]);
    }

    [Fact]
    public void A_silence_tells_what_would_have_ended_it()
    {
        Begin();

        var why = _attendant.Why;

        Assert.Equal("calm", why?.Rule);
        Assert.Equal(ChangeKind.MoreEvidence, why?.WouldChange[0].Kind);
    }

    [Fact]
    public void A_silence_after_a_prompt_tells_how_much_longer_it_lasts()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Error(Start, ErrorCode.PaymentDeclined));

        At(5);
        _attendant.Tick();

        var why = _attendant.Why;
        Assert.Equal("cooldown", why?.Rule);
        Assert.Equal(new Counterfactual(ChangeKind.Later, null, 7), why?.WouldChange[0]); // of 12 s
        Assert.Contains(
            "\"kind\":\"later\"", JsonSerializer.Serialize(why, ExplanationJson.Default.Explanation), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_told_twice_begins_one_visit()
    {
        Begin();

        Assert.Null(_attendant.Take(new ScreenEvent.Start(At(0.5), "en", null)));
        Assert.NotNull(_attendant.Take(new ScreenEvent.End(At(5), VisitOutcome.Completed)));
    }

    [Fact]
    public void An_end_told_twice_ends_one_visit()
    {
        Begin();

        Assert.NotNull(_attendant.Take(new ScreenEvent.End(At(5), VisitOutcome.Completed)));
        Assert.Null(_attendant.Take(new ScreenEvent.End(At(5.1), VisitOutcome.Completed)));
    }

    [Theory]
    [InlineData(0.9, false)]
    [InlineData(1.1, true)]
    public void A_straggler_after_the_end_begins_no_visit(double seconds, bool begins)
    {
        Begin();
        _attendant.Take(new ScreenEvent.End(At(5), VisitOutcome.Completed));

        _attendant.Take(new ScreenEvent.Step(At(5 + seconds), "receipt"));

        Assert.Equal(begins, _attendant.Why is not null);
    }

    [Fact]
    public void A_clock_set_back_during_a_visit_keeps_the_cooldown_and_the_idle_time()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Error(At(1), ErrorCode.PaymentDeclined));
        _time.Set(Start.AddHours(-1));

        _time.Advance(TimeSpan.FromSeconds(5));
        _attendant.Take(new ScreenEvent.Struggle(_time.GetUtcNow(), StruggleKind.BackAndForth));
        Assert.Single(_display.Shown);
        _time.Advance(TimeSpan.FromSeconds(15));
        _attendant.Take(new ScreenEvent.Error(_time.GetUtcNow(), ErrorCode.PaymentDeclined));
        Assert.Equal(2, _display.Shown.Count);
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.NotNull(_attendant.Tick());
    }

    [Fact]
    public void A_clock_set_during_a_visit_gives_the_visit_its_right_times()
    {
        var years = TimeSpan.FromDays(2000);
        Begin();
        _time.Advance(TimeSpan.FromSeconds(10));
        _time.Set(_time.GetUtcNow() + years);

        _time.Advance(TimeSpan.FromSeconds(20));
        var tally = _attendant.Take(new ScreenEvent.End(_time.GetUtcNow(), VisitOutcome.Completed));

        Assert.Equal((Start + years, Start.AddSeconds(30) + years), (tally?.Started, tally?.Ended));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_customers_word_is_held_against_what_was_noticed_before_it(bool noticed)
    {
        Begin();
        if (noticed)
        {
            _attendant.Take(new ScreenEvent.Error(At(1), ErrorCode.PaymentDeclined));
        }

        _attendant.Take(new ScreenEvent.Struggle(At(2), StruggleKind.BackAndForth));
        _attendant.Take(new ScreenEvent.Feedback(At(3), 1));
        var tally = _attendant.Take(new ScreenEvent.End(At(4), VisitOutcome.Completed));

        Assert.Equal((1, noticed), (tally?.Feedback, tally?.FeedbackAfterTrouble));
        Assert.NotNull(tally?.Cause); // the word itself counts as well, but it is no witness for itself
    }

    [Fact]
    public void Two_apps_that_begin_at_once_tell_of_one_visit_and_the_later_start_begins_the_next()
    {
        Begin();
        _attendant.Take(new ScreenEvent.Start(At(0.4), "ko", "other-app"));
        _attendant.Take(new ScreenEvent.Step(At(1), "scan"));
        _attendant.Take(new ScreenEvent.Step(At(1), "menu"));
        _attendant.Take(new ScreenEvent.Error(At(2), ErrorCode.PaymentDeclined));

        var first = _attendant.Take(new ScreenEvent.Start(At(4), "ko", "other-app"));
        _attendant.Take(new ScreenEvent.Error(At(5), ErrorCode.ItemNotFound));
        var second = _attendant.Take(new ScreenEvent.End(At(9), VisitOutcome.Completed));

        Assert.Equal((VisitOutcome.Abandoned, Cause.Payment), (first?.Outcome, first?.Cause));
        Assert.Equal(["scan", "menu"], first?.Steps.Frustrated.Keys);
        Assert.Equal((VisitOutcome.Completed, Cause.ItemNotFound), (second?.Outcome, second?.Cause));
        Assert.Null(_attendant.Take(new ScreenEvent.End(At(9.2), VisitOutcome.Completed)));
    }

    private Attendant Create(ResponseOptions response, Consent consent) => new(
        Options.Create(new UnderstandingOptions()),
        Options.Create(response),
        Options.Create(new VisitOptions()),
        new CatalogueSource(Options.Create(response), NullLogger<CatalogueSource>.Instance),
        new Learning(response, file: null, new Random(1)),
        consent,
        _display,
        _metrics,
        _time,
        NullLogger<Attendant>.Instance);

    /// <summary>A kiosk that says that it senses and does not ask.</summary>
    private Attendant Notice() => Create(Response, new Consent(new ConsentOptions { Mode = SensingMode.Notice }));

    /// <summary>Shows a calm face that turns angry after a second, ten times a second.</summary>
    private void Frown(Attendant attendant, double seconds)
    {
        for (var t = 0.0; t < seconds; t += 0.1)
        {
            var scores = default(ExpressionScores);
            scores[(int)(t < 1 ? Expression.Neutral : Expression.Anger)] = 1;
            attendant.Take(new FaceReading(At(t), 1, scores, Abstained: false));
        }
    }

    /// <summary>Calls a person in 90 seconds.</summary>
    private void Call(bool byButton)
    {
        if (byButton)
        {
            At(90);
            _attendant.Take(new PanelEvent(PanelPart.CallButton, On: true));
            return;
        }

        for (var t = 0; _display.Current?.Strategy != Strategy.CallPerson; t++)
        {
            _attendant.Take(new ScreenEvent.Error(At(t), ErrorCode.PaymentDeclined));
        }

        _attendant.Take(new ScreenEvent.Step(At(90), "payment"));
    }

    private void EndInThanks(int? feedback = null)
    {
        Begin();
        _attendant.Take(new ScreenEvent.Error(Start, ErrorCode.OutOfStock));
        if (feedback is { } score)
        {
            _attendant.Take(new ScreenEvent.Feedback(At(50), score));
        }

        _attendant.Take(new ScreenEvent.End(At(60), VisitOutcome.Completed));
    }

    private void Begin() => _attendant.Take(new ScreenEvent.Start(Start, "en", null));

    /// <summary>Lets time pass up to so many seconds after the start.</summary>
    private DateTimeOffset At(double seconds)
    {
        _time.Advance(Start.AddSeconds(seconds) - _time.GetUtcNow());
        return _time.GetUtcNow();
    }
}
