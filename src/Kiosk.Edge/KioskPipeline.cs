using System.Text;
using System.Threading.Channels;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Response;
using Kiosk.Edge.Sensing;
using Kiosk.Systemd;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge;

/// <summary>Every queue and every loop of the kiosk, on one page:
/// <code>
/// camera ─▶ _newestFrame ─▶ face recognition ──┐
/// microphone ─▶ _blocks ─▶ voice recognition ──┼─▶ _care ─▶ attendant ─▶ screen, tallies ─▶ reporter ══▶ cloud
/// kiosk app, panel, clock ─────────────────────┘
/// </code></summary>
/// <remarks>A loop that fails ends the worker, and systemd starts it again; a device that fails does not, it is a fault
/// that is raised, retried and cleared.</remarks>
internal sealed class KioskPipeline : BackgroundService
{
    /// <summary>How often the attendant looks at the clock; well below the second a prompt may take.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the reporter looks for something to tell the fleet.</summary>
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    // The one queue of the loop that owns the visit. When it is full, a screen event is refused (the app hears 503) and
    // a reading is lost and counted; 256 are more than 10 seconds of everything.
    private readonly Channel<CareInput> _care = Channel.CreateBounded<CareInput>(
        new BoundedChannelOptions(256) { SingleReader = true });

    // Pictures: recognition takes the newest; one it had no time for goes back to the pool and is counted.
    private readonly Channel<VideoFrame> _newestFrame;

    // Three frames: one being taken, one waiting, one being recognised.
    private readonly Channel<VideoFrame> _freeFrames = Channel.CreateBounded<VideoFrame>(3);

    // Sound must be whole: 2 s of blocks wait for recognition. When none is free, blocks are lost, which is counted,
    // and the next one says that it follows a gap.
    private readonly Channel<AudioBlock> _blocks = Channel.CreateBounded<AudioBlock>(64);
    private readonly Channel<AudioBlock> _freeBlocks = Channel.CreateBounded<AudioBlock>(64);

    private readonly SensorSet _sensors;
    private readonly IPanel _panel;
    private readonly FrameRate _rate;
    private readonly RecognizerSet _recognizers;
    private readonly Attendant _attendant;
    private readonly Consent _consent;
    private readonly Reporter _reporter;
    private readonly Learning _learning;
    private readonly IPromptDisplay _display;
    private readonly FaultRegister _faults;
    private readonly KioskMetrics _metrics;
    private readonly SensingOptions _sensing;
    private readonly Witness _witness;
    private readonly BoxWatch _box;
    private readonly TimeProvider _time;
    // Each longer than the longest piece of work on a slow board, or over a slow line.
    private readonly ServiceStage _caring;
    private readonly ServiceStage _watching;
    private readonly ServiceStage _readingFaces;
    private readonly ServiceStage _listening;
    private readonly ServiceStage _readingVoices;
    private readonly ServiceStage _reporting;
    private readonly Lock _sensedGate = new();
    private SensedCounts _sensed;
    private int _visitsEnded;
    private readonly SensorOpening _camera = new();
    private readonly SensorOpening _microphone = new();

    public KioskPipeline(
        SensorSet sensors,
        IPanel panel,
        FrameRate rate,
        RecognizerSet recognizers,
        Attendant attendant,
        Consent consent,
        Reporter reporter,
        Learning learning,
        IPromptDisplay display,
        FaultRegister faults,
        KioskMetrics metrics,
        ServiceProgress progress,
        IOptions<SensingOptions> sensing,
        Witness witness,
        BoxWatch box,
        TimeProvider time)
    {
        (_witness, _box) = (witness, box);
        (_panel, _rate) = (panel, rate);
        (_sensors, _recognizers, _attendant, _reporter) = (sensors, recognizers, attendant, reporter);
        (_display, _faults, _metrics, _sensing, _time) = (display, faults, metrics, sensing.Value, time);
        _consent = consent;
        _witness.Claim(camera: false, microphone: false);
        _learning = learning;
        _reporter.FleetLearned += learning.Take;
        _attendant.FeedbackGiven += reporter.TakeFeedback;
        _consent.Changed += display.ShowConsent;
        display.ShowConsent(consent.State);
        _caring = progress.Add("care", TimeSpan.FromSeconds(10));
        _watching = progress.Add("camera", TimeSpan.FromSeconds(20));
        _readingFaces = progress.Add("face recognition", TimeSpan.FromSeconds(10));
        _listening = progress.Add("microphone", TimeSpan.FromSeconds(20));
        _readingVoices = progress.Add("voice recognition", TimeSpan.FromSeconds(10));
        _reporting = progress.Add("reporting", TimeSpan.FromMinutes(5));
        progress.Status = () => faults.Standing is { Count: > 0 } standing
            ? $"Caring, with faults: {string.Join(", ", standing.Select(fault => fault.Fault))}"
            : "Caring";
        _newestFrame = Channel.CreateBounded<VideoFrame>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            overtaken =>
            {
                _metrics.FrameDropped();
                Return(overtaken);
            });
        while (_freeFrames.Writer.TryWrite(new VideoFrame()))
        {
        }

        while (_freeBlocks.Writer.TryWrite(new AudioBlock()))
        {
        }
    }

    /// <summary>Takes a screen event from the kiosk app.</summary>
    /// <returns>False when the queue is full or the worker stops; sensors close all the same.</returns>
    public bool TryTake(ScreenEvent screenEvent)
    {
        _consent.Expect(screenEvent);
        if (_care.Writer.TryWrite(new CareInput(Screen: screenEvent)))
        {
            return true;
        }

        _consent.Settle(screenEvent);
        return false;
    }

    /// <summary>Takes a reading that was made without a sensor; like any other it counts only with consent.</summary>
    public void Take(in FaceReading reading) => Hand(new CareInput(Face: reading));

    /// <inheritdoc cref="Take(in FaceReading)"/>
    public void Take(in VoiceReading reading) => Hand(new CareInput(Voice: reading));

    /// <summary>What the customer may know of the machine.</summary>
    public SensingReport Report()
    {
        SensedCounts sensed;
        lock (_sensedGate)
        {
            sensed = _sensed; // and no more: the loop that cares waits for the gate
        }

        return new SensingReport(
            sensed,
            [
                .. _reporter.Sent.Newest().Select(message => new SentMessage(
                    message.Time, message.Channel, Encoding.UTF8.GetString(message.Payload))),
            ],
            _witness.Read() is { } seen
                ? new SeenByWitness(seen.Seconds, seen.Camera.OpenSeconds, seen.Microphone.OpenSeconds, seen.SentBytes)
                : null);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _consent.Changed -= _display.ShowConsent;
        _reporter.FleetLearned -= _learning.Take;
        _attendant.FeedbackGiven -= _reporter.TakeFeedback;
        while (_freeFrames.Reader.TryRead(out var frame))
        {
            frame.Dispose();
        }

        while (_freeBlocks.Reader.TryRead(out var block))
        {
            block.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        List<Task> loops = [AttendAsync(all.Token), TellTimeAsync(all.Token), ReportAsync(all.Token), WatchPanelAsync(all.Token)];
        if (_sensors.Camera is { } camera && _recognizers.Face is { } face)
        {
            loops.Add(WatchAsync(camera, all.Token));
            loops.Add(RecogniseFacesAsync(face, all.Token));
        }

        if (_sensors.Microphone is { } microphone && _recognizers.Voice is { } voice)
        {
            loops.Add(ListenAsync(microphone, all.Token));
            loops.Add(RecogniseVoicesAsync(voice, all.Token));
        }

        try
        {
            // No loop ends by itself: the first to end was told to stop or has failed, and takes the others along.
            await await Task.WhenAny(loops);
        }
        finally
        {
            await all.CancelAsync();
            await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _reporter.LeaveAsync(CancellationToken.None);
        }
    }

    /// <summary>The one loop that knows the customer.</summary>
    private async Task AttendAsync(CancellationToken cancellationToken)
    {
        await foreach (var input in _care.Reader.ReadAllAsync(cancellationToken))
        {
            _caring.Begin();
            VisitTally? ended = null;
            if (input.Screen is { } screenEvent)
            {
                _metrics.ScreenEventTaken();
                var (wordless, words) = _recognizers.ReadWords(screenEvent, _attendant.MayReadWords);
                ended = _attendant.Take(wordless);
                _consent.Settle(wordless);
                if (words is { } reading)
                {
                    _metrics.WordsRecognized(_time.GetUtcNow() - reading.At);
                    _attendant.Take(reading);
                }
            }
            else if (input.Face is { } face)
            {
                _attendant.Take(face);
            }
            else if (input.Voice is { } voice)
            {
                _attendant.Take(voice);
            }
            else if (input.Panel is { } happened)
            {
                _attendant.Take(happened);
            }
            else
            {
                ended = _attendant.Tick();
            }

            if (_attendant.VisitsEnded != _visitsEnded)
            {
                _visitsEnded = _attendant.VisitsEnded;
                Count(null); // what was read of somebody who only walked past goes as well
            }

            if (ended is not null)
            {
                _reporter.Take(ended);
            }

            Count(input);
            if (ended is not null)
            {
                // What the visit left goes with it, now that nobody waits: some 10 ms. By itself .NET would keep it for hours,
                // as memory and as words and readings of somebody who has gone.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            }

            _caring.End();
        }
    }

    /// <summary>Counts what was read in the visit; null begins anew.</summary>
    private void Count(CareInput? input)
    {
        lock (_sensedGate)
        {
            _sensed = input is not { } read ? default : new SensedCounts(
                _sensed.Pictures + (read.Face is null ? 0 : 1),
                _sensed.Voices + (read.Voice is null ? 0 : 1),
                _sensed.ScreenEvents + (read.Screen is null or ScreenEvent.End ? 0 : 1),
                _sensed.Words + (read.Screen is ScreenEvent.Words ? 1 : 0));
        }
    }

    private async Task TellTimeAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            _care.Writer.TryWrite(default); // when it is full, the loop is busy anyway and the next tick will do
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ReportEvery, _time);
        do
        {
            _reporting.Begin();
            _box.Look();
            await _reporter.ReportAsync(cancellationToken);
            _reporting.End();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Watches the housing, again and again while it can't be reached.</summary>
    private async Task WatchPanelAsync(CancellationToken cancellationToken)
    {
        const string Fault = "panel_unreachable";
        _panel.Happened += Take;
        try
        {
            while (true)
            {
                try
                {
                    _panel.Open();
                    _faults.Clear(Fault);
                }
                catch (SensorException exception)
                {
                    _faults.Raise(Fault, exception.Message);
                    if (_panel.HasPrivacySwitch)
                    {
                        _consent.SetPrivacySwitch(true); // nobody knows where it stands; opened, the panel tells
                    }
                }

                await Task.Delay(_sensing.RetryAfter, _time, cancellationToken);
            }
        }
        finally
        {
            _panel.Happened -= Take;
        }
    }

    /// <summary>Key and switch act at once, whatever waits in the queue.</summary>
    private void Take(PanelEvent happened)
    {
        switch (happened.Part)
        {
            case PanelPart.PrivacySwitch:
                _consent.SetPrivacySwitch(happened.On);
                break;
            case PanelPart.StaffKey:
                _consent.SetStaff(happened.On);
                break;
        }

        _care.Writer.TryWrite(new CareInput(Panel: happened)); // when it is full, the kiosk has more than it can do anyway
    }

    private Task WatchAsync(ICamera camera, CancellationToken cancellationToken) => SenseAsync(
        _consent.Camera,
        "camera_unreadable",
        camera.Open,
        permitted => TakePicturesAsync(camera, permitted),
        open =>
        {
            if (open)
            {
                _camera.Begin();
                _reporter.Sensed(camera: true);
                _witness.Claim(camera: true);
            }
            else
            {
                _camera.End();
                camera.Close();
                _witness.Claim(camera: false);
                // A wiped picture reaches the recogniser, so that it wipes its own buffers too; or one of the next opening
                // does, which tells it as well. One of the three frames is always free here.
                if (_freeFrames.Reader.TryRead(out var wiped))
                {
                    _newestFrame.Writer.TryWrite(wiped);
                }
            }
        },
        cancellationToken);

    private Task ListenAsync(IMicrophone microphone, CancellationToken cancellationToken) => SenseAsync(
        _consent.Microphone,
        "microphone_unreadable",
        microphone.Open,
        permitted => TakeSoundAsync(microphone, permitted),
        open =>
        {
            if (open)
            {
                _microphone.Begin();
                _reporter.Sensed(microphone: true);
                _witness.Claim(microphone: true);
            }
            else
            {
                _microphone.End();
                microphone.Close();
                _witness.Claim(microphone: false);
                // As for the camera. When no block is free, those that wait do the same.
                if (_freeBlocks.Reader.TryRead(out var wiped))
                {
                    _blocks.Writer.TryWrite(wiped);
                }
            }
        },
        cancellationToken);

    /// <summary>Opens a sensor when the customer agrees, reads it while they do, closes it at once when they no longer
    /// do, and opens it again after a failure.</summary>
    private async Task SenseAsync(
        Permission permission,
        string fault,
        Action open,
        Func<CancellationToken, Task> read,
        Action<bool> setOpen,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var revoked = await permission.WaitAsync(cancellationToken);
            using var permitted = CancellationTokenSource.CreateLinkedTokenSource(revoked, cancellationToken);
            try
            {
                setOpen(true); // before, so that nothing is open of which nobody was told
                open();
                ShowSensors();
                _faults.Clear(fault);
                await read(permitted.Token);
                setOpen(false);
                ShowSensors();
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, permitted.Token); // a file has ended
            }
            catch (SensorException exception)
            {
                _faults.Raise(fault, exception.Message);
                setOpen(false); // a device that fails may still be open, and a "no" would find nobody to close it
                ShowSensors();
                await Task.Delay(_sensing.RetryAfter, _time, cancellationToken);
            }
            catch (OperationCanceledException) when (permitted.IsCancellationRequested)
            {
                // Consent was withdrawn, the visit ended or the worker stops.
            }
            finally
            {
                setOpen(false);
                ShowSensors();
            }
        }
    }

    private void ShowSensors() => _display.ShowSensors(_camera.IsOpen, _microphone.IsOpen);

    private async Task TakePicturesAsync(ICamera camera, CancellationToken permitted)
    {
        var last = DateTimeOffset.MinValue;
        while (true)
        {
            var frame = await _freeFrames.Reader.ReadAsync(permitted);
            try
            {
                _watching.Begin();
                if (!await camera.ReadAsync(frame, permitted))
                {
                    Return(frame);
                    return;
                }
            }
            catch
            {
                _metrics.FramesDamaged(frame.DamagedBefore); // those that became the fault
                Return(frame);
                throw;
            }
            finally
            {
                _watching.End();
            }

            _metrics.FramesDamaged(frame.DamagedBefore);

            // A tenth of slack, so that a camera of just this rate is not halved by its jitter. Before the one before: the
            // clock was set.
            if (frame.CapturedAt >= last && frame.CapturedAt - last < _rate.Apart * 0.9)
            {
                Return(frame);
                continue;
            }

            last = frame.CapturedAt;
            frame.Opening = _camera.Number;
            _newestFrame.Writer.TryWrite(frame);
        }
    }

    private async Task RecogniseFacesAsync(FaceRecognizer recognizer, CancellationToken cancellationToken)
    {
        Action forget = recognizer.Clear;
        await foreach (var frame in _newestFrame.Reader.ReadAllAsync(cancellationToken))
        {
            if (!_camera.MayRead(frame.Opening, forget))
            {
                Return(frame);
                continue;
            }

            _reporter.Sensed(camera: true); // each time: the tally of the visit before may come after the camera was opened
            _readingFaces.Begin();
            var reading = recognizer.Read(frame);
            _readingFaces.End();
            Return(frame);
            _rate.Saw(reading.Faces > 0);
            _metrics.FrameRecognized(reading.Faces > 0, _time.GetUtcNow() - reading.At);
            Hand(new CareInput(Face: reading));
        }
    }

    private async Task TakeSoundAsync(IMicrophone microphone, CancellationToken permitted)
    {
        using var lost = new AudioBlock();
        var afterGap = true; // nothing is joined to what was heard before the microphone was opened
        while (true)
        {
            var block = _freeBlocks.Reader.TryRead(out var free) ? free : lost;
            try
            {
                _listening.Begin();
                if (!await microphone.ReadAsync(block, permitted))
                {
                    Return(block, lost);
                    return;
                }
            }
            catch
            {
                Return(block, lost);
                throw;
            }
            finally
            {
                _listening.End();
            }

            if (block == lost)
            {
                _metrics.AudioGap(overrun: false);
                afterGap = true;
                continue;
            }

            if (block.FollowsGap && !afterGap)
            {
                _metrics.AudioGap(overrun: true);
            }

            block.FollowsGap |= afterGap;
            afterGap = false;
            block.Opening = _microphone.Number;
            _blocks.Writer.TryWrite(block); // as many places as blocks
        }
    }

    private async Task RecogniseVoicesAsync(VoiceRecognizer recognizer, CancellationToken cancellationToken)
    {
        Action forget = recognizer.Clear;
        await foreach (var block in _blocks.Reader.ReadAllAsync(cancellationToken))
        {
            if (!_microphone.MayRead(block.Opening, forget))
            {
                Return(block, lost: null);
                continue;
            }

            _reporter.Sensed(microphone: true);
            _readingVoices.Begin();
            var reading = recognizer.Read(block);
            _readingVoices.End();
            Return(block, lost: null);
            if (reading is { } voice)
            {
                _metrics.VoiceRecognized(_time.GetUtcNow() - voice.At);
                Hand(new CareInput(Voice: voice));
            }
        }
    }

    private void Hand(in CareInput input)
    {
        if (!_care.Writer.TryWrite(input))
        {
            _metrics.ReadingDropped();
        }
    }

    // The one place where frames and blocks go back, wiped.
    private void Return(VideoFrame frame)
    {
        frame.Clear();
        frame.Opening = 0;
        _freeFrames.Writer.TryWrite(frame);
    }

    private void Return(AudioBlock block, AudioBlock? lost)
    {
        block.Clear();
        block.FollowsGap = false;
        block.Opening = 0;
        if (block != lost)
        {
            _freeBlocks.Writer.TryWrite(block);
        }
    }

    /// <summary>What the attendant is told: one of the four, or none for "time has passed".</summary>
    private readonly record struct CareInput(
        ScreenEvent? Screen = null,
        FaceReading? Face = null,
        VoiceReading? Voice = null,
        PanelEvent? Panel = null);
}
