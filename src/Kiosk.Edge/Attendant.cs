using Kiosk.Edge.Connection;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Understanding;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge;

/// <summary>Attends one customer after another: begins and ends visits, holds the sensors to the customer's word, and
/// shows the prompts. One loop calls it, so it needs no lock.</summary>
/// <remarks>A visit begins with <c>start</c>, or with the first other event, motion or press of the call button when that
/// comes earlier; it ends with <c>end</c>, with the next <c>start</c>, or when nobody has touched the screen for a while.
/// Then the sensors close and everything about the customer but the tally is gone. Who waits for a person who was called does
/// not touch the screen: then only the sensors close, and the call stands. For a while after the end, in which closing words
/// stay, the customer may say how it was. What an app tells twice within a second counts once, and what straggles in within a
/// second after the end belongs to the visit that has ended. Whoever stood there before the first touch may have been another, so
/// the touch begins anew, but for the sensors; when nobody moves there any more, they close.</remarks>
internal sealed partial class Attendant(
    IOptions<UnderstandingOptions> understanding,
    IOptions<ResponseOptions> response,
    IOptions<VisitOptions> borders,
    CatalogueSource catalogue,
    Learning learning,
    Consent consent,
    IPromptDisplay display,
    KioskMetrics metrics,
    TimeProvider time,
    ILogger<Attendant> logger) : IDisposable
{
    /// <summary>How close together what belongs together comes.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>How long after its end a word on a visit counts, and closing words stay.</summary>
    private static readonly TimeSpan Leave = TimeSpan.FromSeconds(20);

    /// <summary>After so long without motion who has not touched the kiosk has walked on; whoever stands still to read is
    /// not seen by a motion sensor, nor anybody for up to 3 s after its pulse (HC-SR501). Unverified.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(10);

    private readonly Explainer _explainer = new(understanding.Value, response.Value);
    private Visit? _visit;
    private VisitClock _clock = new(time);
    private string _language = "en"; // until the first start
    private long? _ended;
    private long? _startTold;
    private long? _stillSince;
    private bool _frustrated;
    private bool _touched;
    private bool _waits;
    private Farewell? _farewell;

    /// <summary>A customer said after the visit how it was, 1..5, and whether they had counted as frustrated.</summary>
    public event Action<int, bool>? FeedbackGiven;

    /// <summary>How many visits have ended, also of people who only walked past.</summary>
    public int VisitsEnded { get; private set; }

    /// <summary>Whether the camera may be open.</summary>
    public Permission Camera => consent.Camera;

    /// <summary>Whether the microphone may be open.</summary>
    public Permission Microphone => consent.Microphone;

    /// <summary>Whether words that the app tells may be read: they are the customer's to give, but not while staff work
    /// on the kiosk, in a private step or behind the privacy switch.</summary>
    public bool MayReadWords => consent.State.Hold == SensingHold.None;

    /// <summary>Takes in what happened on the screen.</summary>
    /// <returns>The tally of a visit that this ended; else null.</returns>
    public VisitTally? Take(ScreenEvent screenEvent)
    {
        VisitTally? ended = null;
        switch (screenEvent)
        {
            case ScreenEvent.End end:
                consent.Take(end);
                return EndVisit(end.Outcome);
            case ScreenEvent.Feedback feedback when !_touched:
                _farewell?.Score = feedback.Score; // about the visit that has ended; else about none
                return null;
            case ScreenEvent.Start when _visit is not null && IsWithinAMoment(_startTold):
                return null; // told twice
            case ScreenEvent.Start start:
                // The customer may have been faster than the app: agreed, say, on the welcome page. And what is told again after
                // a stream was lost is no other customer.
                var same = (_startTold is null && !_waits) || (start.Again && _visit is not null);
                ended = same ? null : EndVisit(told: null);
                _language = start.Language;
                Touch().Begin(start.Language, start.AppVersion);
                _startTold = time.GetTimestamp();
                break;
            case not ScreenEvent.Consent when _visit is null && IsWithinAMoment(_ended):
                return null; // a straggler
            case ScreenEvent.Touch { Language: { } chosen }:
                _language = chosen;
                break;
        }

        var visit = Touch();
        consent.Take(screenEvent);
        visit.Allow(Camera.IsGiven, Microphone.IsGiven);
        Show(visit.Take(screenEvent with { At = _clock.Of(screenEvent.At) }));
        return ended;
    }

    /// <summary>Takes in what happened at the housing.</summary>
    public void Take(PanelEvent happened)
    {
        switch (happened)
        {
            case { Part: PanelPart.Presence, On: true }:
                _stillSince = null;
                _visit ??= Begin();
                break;
            case { Part: PanelPart.Presence, On: false }:
                _stillSince = time.GetTimestamp();
                break;
            case { Part: PanelPart.CallButton, On: true }:
                var visit = Touch();
                var prompt = visit.CallPerson(_clock.Now);
                display.Show(prompt);
                metrics.PromptShown(prompt, _clock.Now - visit.State.At, afterOnset: null);
                break;
            case { Part: PanelPart.StaffKey, On: true }:
                _visit?.PersonCame(_clock.Now);
                display.Clear();
                break;
        }
    }

    /// <summary>Takes in a face; without a visit or after consent was withdrawn it is dropped.</summary>
    public void Take(in FaceReading reading)
    {
        if (Camera.IsGiven && IsOfThisVisit(reading.At))
        {
            Show(_visit?.Take(reading with { At = _clock.Of(reading.At) }));
        }
    }

    /// <summary>Takes in a voice; without a visit or after consent was withdrawn it is dropped.</summary>
    public void Take(in VoiceReading reading)
    {
        if (Microphone.IsGiven && IsOfThisVisit(reading.At))
        {
            Show(_visit?.Take(reading with { At = _clock.Of(reading.At) }));
        }
    }

    /// <summary>Takes in what a text told; without a visit it is dropped.</summary>
    public void Take(in WordsReading reading) => Show(_visit?.Take(reading with { At = _clock.Of(reading.At) }));

    /// <summary>Lets time pass.</summary>
    /// <returns>The tally of a visit that ended because nobody is there any more; else null.</returns>
    public VisitTally? Tick()
    {
        if (!_touched && _visit is { IsCalling: false } && _stillSince is { } still && time.GetElapsedTime(still) >= Gone)
        {
            return EndVisit(told: null);
        }

        if (_visit is { } visit && visit.IsIdle(_clock.Now, borders.Value))
        {
            if (visit.IsCallOver(_clock.Now, borders.Value))
            {
                return EndVisit(told: null);
            }

            if (!_waits)
            {
                _waits = true;
                consent.End(); // whoever stands there need not be who agreed
            }
        }

        if (_farewell is { } farewell && time.GetElapsedTime(farewell.Since) >= Leave)
        {
            TakeLeave();
        }

        Show(_visit?.Take(_clock.Now));
        return null;
    }

    /// <summary>Why the kiosk spoke or kept silent last; null without a visit.</summary>
    public Explanation? Why => _visit?.Why;

    /// <summary>The rule by which it did; null without a visit.</summary>
    public Rule? Rule => _visit?.Rule;

    /// <summary>Closes the sensors.</summary>
    public void Dispose()
    {
        TakeLeave();
        consent.Dispose();
    }

    /// <summary>What was seen or heard before the visit began is of whoever was there before.</summary>
    private bool IsOfThisVisit(DateTimeOffset at) => time.GetUtcNow() - at <= _clock.Now - _clock.Start;

    private bool IsWithinAMoment(long? timestamp) => timestamp is { } then && time.GetElapsedTime(then) < Moment;

    /// <summary>Begins a visit in the language of the last start: when this one came without a start, it is as likely as not
    /// the same customer, who had paused.</summary>
    private Visit Begin()
    {
        var words = catalogue.Newest();
        _clock = new VisitClock(time);
        var visit = new Visit(
            _clock.Start,
            new FrustrationEstimator(understanding.Value, _clock.Start),
            new PromptPolicy(response.Value, words, learning.For(words), _language),
            _explainer);
        _visit = visit;
        consent.Begin();
        Log.VisitBegan(logger);
        return visit;
    }

    /// <param name="told">How it ended, by the app; null when nobody told.</param>
    private VisitTally? EndVisit(VisitOutcome? told)
    {
        consent.End();
        var (visit, touched) = (_visit, _touched);
        _ended = touched ? time.GetTimestamp() : _ended;
        _visit = null;
        _startTold = null;
        _frustrated = _touched = _waits = false;
        if (visit is null)
        {
            return null;
        }

        VisitsEnded++;
        if (_farewell is not { HasWords: true })
        {
            display.Clear(); // else it shows the words for somebody else, whom this one has only followed
        }

        if (!touched)
        {
            return null; // who only walked past is not a visit
        }

        var tally = visit.End(_clock.Now, told);
        var closing = told is { } outcome ? visit.Close(outcome) : null;
        if (closing is not null)
        {
            display.Show(closing);
        }

        _farewell = new Farewell(visit.Choices, tally, HasWords: closing is not null, time.GetTimestamp());
        metrics.VisitEnded();
        Log.VisitEnded(logger);
        return tally with { Started = _clock.AsSet(tally.Started), Ended = _clock.AsSet(tally.Ended) };
    }

    /// <summary>Somebody has touched the kiosk: whoever was there before has gone, unless a person was called for them. Who had
    /// waited for that person is asked anew whether the sensors may be open.</summary>
    /// <returns>Their visit.</returns>
    private Visit Touch()
    {
        TakeLeave();
        if (!_touched && _visit is { IsCalling: false } passed)
        {
            VisitsEnded++;
            _visit = null;
            _frustrated = false;
            if (passed.HasSpoken)
            {
                display.Clear();
            }
        }

        _touched = true;
        if (_visit is not { } visit)
        {
            return Begin();
        }

        if (_waits)
        {
            _waits = false;
            consent.Begin();
        }

        return visit;
    }

    /// <summary>Closing words go, and what the visit taught is learned, with the customer's word on it.</summary>
    private void TakeLeave()
    {
        if (_farewell is not { } farewell)
        {
            return;
        }

        _farewell = null;
        if (farewell.HasWords)
        {
            display.Clear();
        }

        var tally = farewell.Tally;
        var said = tally.Feedback is null ? farewell.Score : null; // else it is in the tally
        learning.Learn(farewell.Choices, said is null ? tally.Well : VisitReward.Of(tally.Outcome, tally.StaffCalls, said));
        if (said is { } score)
        {
            FeedbackGiven?.Invoke(score, tally.Cause is not null);
        }
    }

    private void Show(Prompt? prompt)
    {
        if (_visit is null)
        {
            return;
        }

        var state = _visit.State;
        if (state.Frustrated && !_frustrated)
        {
            metrics.EpisodeBegan();
        }

        _frustrated = state.Frustrated;
        if (prompt is null)
        {
            return;
        }

        TakeLeave();
        display.Show(prompt);
        metrics.PromptShown(prompt, _clock.Now - state.At, state.At - state.EvidenceSince);
    }

    /// <summary>A visit that has ended a moment ago, with closing words on the screen or without.</summary>
    private sealed record Farewell(IReadOnlyList<Choice> Choices, VisitTally Tally, bool HasWords, long Since)
    {
        /// <summary>What the customer has answered since, the last time.</summary>
        public int? Score { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1500, EventName = "VisitBegan", Level = LogLevel.Debug, Message = "A visit began.")]
        public static partial void VisitBegan(ILogger logger);

        // Nothing about the visit itself: a log line with its time would be a record of a person.
        [LoggerMessage(EventId = 1501, EventName = "VisitEnded", Level = LogLevel.Debug, Message = "A visit ended.")]
        public static partial void VisitEnded(ILogger logger);
    }
}
