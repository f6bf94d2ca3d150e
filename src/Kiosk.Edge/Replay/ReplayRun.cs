using Kiosk.Edge.Connection;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Replay;

/// <summary>Leads recorded pictures, sound and screen events through the stages in the order of their time, as fast as
/// they can be read. The same run gives the same answers every time.</summary>
/// <remarks>Consent holds here too: a file is opened only while the script's customer agrees; what it recorded before
/// is passed over unseen.</remarks>
internal sealed class ReplayRun(
    SensorSet sensors, RecognizerSet recognizers, Attendant attendant, ScriptClock clock, DecisionLog decisions) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private readonly VideoFrame _frame = new();
    private readonly AudioBlock _block = new();
    private bool _cameraOpen;
    private bool _microphoneOpen;
    private DateTimeOffset? _nextFrame;
    private DateTimeOffset? _nextBlock;

    /// <summary>Pictures recognised.</summary>
    public int Frames { get; private set; }

    /// <summary>Pictures in which there was a face.</summary>
    public int Faces { get; private set; }

    /// <summary>Voice readings made.</summary>
    public int Voices { get; private set; }

    /// <summary>Texts read.</summary>
    public int Texts { get; private set; }

    /// <summary>Visits that ended.</summary>
    public int Visits { get; private set; }

    /// <summary>Replays to the end of the script and of what its customer let the sensors see.</summary>
    /// <param name="script">In order of time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SensorException">A file can't be read.</exception>
    public async Task RunAsync(IReadOnlyList<ScreenEvent> script, CancellationToken cancellationToken)
    {
        var next = 0;
        var tick = clock.GetUtcNow() + Tick;
        while (true)
        {
            await FollowConsentAsync(cancellationToken);
            var eventAt = next < script.Count ? script[next].At : (DateTimeOffset?)null;
            if ((eventAt ?? _nextFrame ?? _nextBlock) is null)
            {
                // Whoever is still there has left with the recording.
                Count(attendant.Take(new ScreenEvent.End(clock.GetUtcNow(), VisitOutcome.Abandoned)));
                return;
            }

            var now = Earliest(eventAt, _nextFrame, _nextBlock, tick);
            clock.AdvanceTo(now);
            if (now == eventAt)
            {
                var (wordless, words) = recognizers.ReadWords(script[next++], attendant.MayReadWords);
                Count(attendant.Take(wordless));
                if (words is { } reading)
                {
                    Texts++;
                    attendant.Take(reading);
                }
            }
            else if (now == _nextFrame)
            {
                Recognise(recognizers.Face);
                _nextFrame = await ReadFrameAsync(cancellationToken);
            }
            else if (now == _nextBlock)
            {
                Recognise(recognizers.Voice);
                _nextBlock = await ReadBlockAsync(cancellationToken);
            }
            else
            {
                Count(attendant.Tick());
                tick = now + Tick;
            }

            decisions.Note();
        }
    }

    /// <summary>Wipes the buffers.</summary>
    public void Dispose()
    {
        _frame.Dispose();
        _block.Dispose();
    }

    private static DateTimeOffset Earliest(DateTimeOffset? a, DateTimeOffset? b, DateTimeOffset? c, DateTimeOffset tick)
    {
        var earliest = tick;
        earliest = a < earliest ? a.Value : earliest;
        earliest = b < earliest ? b.Value : earliest;
        return c < earliest ? c.Value : earliest;
    }

    private async Task FollowConsentAsync(CancellationToken cancellationToken)
    {
        if (sensors.Camera is { } camera && recognizers.Face is not null && attendant.Camera.IsGiven != _cameraOpen)
        {
            _cameraOpen = attendant.Camera.IsGiven;
            _nextFrame = null;
            if (_cameraOpen)
            {
                camera.Open();
                _nextFrame = await ReadFrameAsync(cancellationToken);
            }
            else
            {
                camera.Close();
                _frame.Clear();
                recognizers.Face.Clear();
            }
        }

        if (sensors.Microphone is { } microphone && recognizers.Voice is not null
            && attendant.Microphone.IsGiven != _microphoneOpen)
        {
            _microphoneOpen = attendant.Microphone.IsGiven;
            _nextBlock = null;
            if (_microphoneOpen)
            {
                microphone.Open();
                _block.FollowsGap = true;
                _nextBlock = await ReadBlockAsync(cancellationToken);
            }
            else
            {
                microphone.Close();
                _block.Clear();
                recognizers.Voice.Clear();
            }
        }
    }

    /// <summary>Reads on to the first picture that is not older than now.</summary>
    private async ValueTask<DateTimeOffset?> ReadFrameAsync(CancellationToken cancellationToken)
    {
        do
        {
            if (!await sensors.Camera!.ReadAsync(_frame, cancellationToken)) // only called while it is open
            {
                return null;
            }
        }
        while (_frame.CapturedAt < clock.GetUtcNow());
        return _frame.CapturedAt;
    }

    /// <summary>Reads on to the first sound that is not older than now.</summary>
    private async ValueTask<DateTimeOffset?> ReadBlockAsync(CancellationToken cancellationToken)
    {
        do
        {
            if (!await sensors.Microphone!.ReadAsync(_block, cancellationToken)) // only called while it is open
            {
                return null;
            }
        }
        while (_block.CapturedAt < clock.GetUtcNow());
        return _block.CapturedAt;
    }

    private void Recognise(FaceRecognizer? recognizer)
    {
        var reading = recognizer!.Read(_frame); // there are only pictures when there is a recogniser
        Frames++;
        Faces += reading.Faces > 0 ? 1 : 0;
        attendant.Take(reading);
    }

    private void Recognise(VoiceRecognizer? recognizer)
    {
        var reading = recognizer!.Read(_block); // there is only sound when there is a recogniser
        _block.FollowsGap = false;
        if (reading is { } voice)
        {
            Voices++;
            attendant.Take(voice);
        }
    }

    private void Count(VisitTally? ended) => Visits += ended is null ? 0 : 1;
}
