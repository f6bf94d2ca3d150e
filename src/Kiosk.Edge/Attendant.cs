using Kiosk.Edge.Connection;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge;

/// <summary>Attends one customer after another: begins and ends visits, holds the sensors to the customer's word, and
/// shows the prompts. One loop calls it, so it needs no lock.</summary>
/// <remarks>A visit begins with <c>start</c>, or with the first other event when that comes earlier; it ends with
/// <c>end</c>, with the next <c>start</c>, or when nobody has touched the screen for a while. Then the sensors close
/// and everything about the customer but the tally is gone.</remarks>
internal sealed partial class Attendant(
    IOptions<UnderstandingOptions> understanding,
    IOptions<ResponseOptions> response,
    IOptions<VisitOptions> borders,
    ResponseCatalogue catalogue,
    Consent consent,
    IPromptDisplay display,
    KioskMetrics metrics,
    TimeProvider time,
    ILogger<Attendant> logger) : IDisposable
{
    private const string DefaultLanguage = "en";
    private Visit? _visit;
    private bool _startTold;
    private bool _frustrated;

    /// <summary>Whether the camera may be open.</summary>
    public Permission Camera => consent.Camera;

    /// <summary>Whether the microphone may be open.</summary>
    public Permission Microphone => consent.Microphone;

    /// <summary>Takes in what happened on the screen.</summary>
    /// <returns>The tally of a visit that this ended; else null.</returns>
    public VisitTally? Take(ScreenEvent screenEvent)
    {
        VisitTally? ended = null;
        switch (screenEvent)
        {
            case ScreenEvent.End end:
                return EndVisit(end.At, end.Outcome);
            case ScreenEvent.Feedback when _visit is null:
                return null; // nobody is there whom it could be about
            case ScreenEvent.Start start when _visit is { } begun && !_startTold:
                begun.Speak(start.Language); // the customer was faster than the app: agreed, say, on the welcome page
                _startTold = true;
                break;
            case ScreenEvent.Start start:
                ended = EndVisit(start.At, VisitOutcome.Abandoned);
                Begin(start.At, start.Language);
                _startTold = true;
                break;
            default:
                if (_visit is null)
                {
                    Begin(screenEvent.At, DefaultLanguage);
                }

                break;
        }

        switch (screenEvent)
        {
            case ScreenEvent.Consent answer:
                consent.Answer(answer.Camera, answer.Microphone);
                break;
            case ScreenEvent.Step step:
                consent.Enter(step.Name, step.IsPrivate);
                break;
        }

        _visit!.Allow(Camera.IsGiven, Microphone.IsGiven); // begun above when there was none
        Show(_visit.Take(screenEvent));
        return ended;
    }

    /// <summary>Takes in a face; without a visit or after consent was withdrawn it is dropped.</summary>
    public void Take(in FaceReading reading)
    {
        if (Camera.IsGiven)
        {
            Show(_visit?.Take(reading));
        }
    }

    /// <summary>Takes in a voice; without a visit or after consent was withdrawn it is dropped.</summary>
    public void Take(in VoiceReading reading)
    {
        if (Microphone.IsGiven)
        {
            Show(_visit?.Take(reading));
        }
    }

    /// <summary>Lets time pass.</summary>
    /// <returns>The tally of a visit that ended because nobody is there any more; else null.</returns>
    public VisitTally? Tick(DateTimeOffset now)
    {
        if (_visit?.IsIdle(now, borders.Value.IdleTimeout) == true)
        {
            return EndVisit(now, VisitOutcome.Abandoned);
        }

        Show(_visit?.Take(now));
        return null;
    }

    /// <summary>Closes the sensors.</summary>
    public void Dispose() => consent.Dispose();

    private void Begin(DateTimeOffset at, string language)
    {
        _visit = new Visit(
            at, new FrustrationEstimator(understanding.Value, at), new PromptPolicy(response.Value, catalogue, language));
        consent.Begin();
        Log.VisitBegan(logger);
    }

    private VisitTally? EndVisit(DateTimeOffset at, VisitOutcome outcome)
    {
        consent.End();
        var tally = _visit?.End(at, outcome);
        _visit = null;
        _startTold = _frustrated = false;
        if (tally is not null)
        {
            display.Clear();
            metrics.VisitEnded();
            Log.VisitEnded(logger);
        }

        return tally;
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

        display.Show(prompt);
        metrics.PromptShown(prompt, time.GetUtcNow() - state.At, state.At - state.EvidenceSince);
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
