using System.Diagnostics.Metrics;
using Kiosk.Edge.Response;

namespace Kiosk.Edge;

/// <summary>Every figure the worker keeps about itself. Figures are about the machine, never about one customer.
/// </summary>
public sealed class KioskMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "CareKiosk.Edge";

    /// <summary>Delay of a reading, ms, by <c>kind</c>.</summary>
    public const string ReadingLatency = "carekiosk.reading.latency";

    /// <summary>Delay from evidence to prompt, ms.</summary>
    public const string PromptLatency = "carekiosk.prompt.latency";

    /// <summary>Time from where the evidence began to rise to the prompt, ms.</summary>
    public const string PromptAfterOnset = "carekiosk.prompt.after_onset";

    /// <summary>Pictures recognised.</summary>
    public const string Frames = "carekiosk.frames";

    /// <summary>Pictures in which there was a face.</summary>
    public const string Faces = "carekiosk.frames.with_face";

    /// <summary>Readings made, by <c>kind</c>.</summary>
    public const string Readings = "carekiosk.readings";

    /// <summary>Screen events taken in.</summary>
    public const string ScreenEvents = "carekiosk.screen_events";

    /// <summary>Visits that ended.</summary>
    public const string Visits = "carekiosk.visits";

    /// <summary>Times a customer became frustrated.</summary>
    public const string Episodes = "carekiosk.episodes";

    /// <summary>Windows published; <c>again</c> says whether it was before.</summary>
    public const string WindowsSent = "carekiosk.windows.sent";

    /// <summary>Windows the cloud gave a receipt for.</summary>
    public const string WindowsStored = "carekiosk.windows.stored";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _frames;
    private readonly Counter<long> _faces;
    private readonly Counter<long> _framesDropped;
    private readonly Counter<long> _framesDamaged;
    private readonly Counter<long> _audioGaps;
    private readonly Counter<long> _readings;
    private readonly Counter<long> _readingsDropped;
    private readonly Counter<long> _screenEvents;
    private readonly Counter<long> _visits;
    private readonly Counter<long> _episodes;
    private readonly Counter<long> _windowsSent;
    private readonly Counter<long> _windowsStored;
    private readonly Counter<long> _windowsLost;
    private readonly Histogram<double> _readingLatency;
    private readonly Histogram<double> _promptLatency;
    private readonly Histogram<double> _promptAfterOnset;

    /// <summary>Makes the instruments.</summary>
    public KioskMetrics()
    {
        _frames = _meter.CreateCounter<long>(Frames, "{frame}", "Pictures recognised.");
        _faces = _meter.CreateCounter<long>(Faces, "{frame}", "Pictures in which there was a face.");
        _framesDropped = _meter.CreateCounter<long>(
            "carekiosk.frames.dropped", "{frame}", "Pictures passed over because a newer one was there.");
        _framesDamaged = _meter.CreateCounter<long>(
            "carekiosk.frames.damaged", "{frame}", "Pictures that the camera gave damaged or cut short.");
        _audioGaps = _meter.CreateCounter<long>(
            "carekiosk.audio.gaps", "{gap}", "Times sound was lost: recognition fell behind, or the device overran.");
        _readings = _meter.CreateCounter<long>(Readings, "{reading}", "Readings made, by kind.");
        _readingsDropped = _meter.CreateCounter<long>(
            "carekiosk.readings.dropped", "{reading}", "Readings lost because the care loop fell behind.");
        _screenEvents = _meter.CreateCounter<long>(ScreenEvents, "{event}", "Screen events taken in.");
        _visits = _meter.CreateCounter<long>(Visits, "{visit}", "Visits that ended.");
        _episodes = _meter.CreateCounter<long>(Episodes, "{episode}", "Times a customer became frustrated.");
        _windowsSent = _meter.CreateCounter<long>(WindowsSent, "{window}", "Windows published.");
        _windowsStored = _meter.CreateCounter<long>(
            WindowsStored, "{window}", "Windows the cloud gave a receipt for.");
        _windowsLost = _meter.CreateCounter<long>(
            "carekiosk.windows.lost", "{window}", "Windows dropped unsent: older than the outbox keeps, or no disk.");
        _meter.CreateObservableCounter(
            "carekiosk.disk.written", () => DiskWrites.Bytes, "By", "Written to disks and memory cards by the worker.");
        _readingLatency = _meter.CreateHistogram<double>(
            ReadingLatency, "ms", "From the picture, the end of the sound or the text to its reading.");
        _promptLatency = _meter.CreateHistogram<double>(PromptLatency, "ms", "From the deciding evidence to the prompt.");
        _promptAfterOnset = _meter.CreateHistogram<double>(
            PromptAfterOnset, "ms", "From where the evidence began to rise to the prompt.");
    }

    /// <summary>A picture was recognised.</summary>
    /// <param name="withFace">There was a face in it.</param>
    /// <param name="latency">Since it was taken.</param>
    public void FrameRecognized(bool withFace, TimeSpan latency)
    {
        _frames.Add(1);
        if (withFace)
        {
            _faces.Add(1);
            _readings.Add(1, new KeyValuePair<string, object?>("kind", "face"));
            _readingLatency.Record(latency.TotalMilliseconds, new KeyValuePair<string, object?>("kind", "face"));
        }
    }

    /// <summary>A picture was passed over for a newer one.</summary>
    public void FrameDropped() => _framesDropped.Add(1);

    /// <summary>Pictures came damaged from the camera.</summary>
    public void FramesDamaged(int count)
    {
        if (count > 0)
        {
            _framesDamaged.Add(count);
        }
    }

    /// <summary>Sound was lost.</summary>
    /// <param name="overrun">The device overran; else recognition fell behind.</param>
    public void AudioGap(bool overrun) =>
        _audioGaps.Add(1, new KeyValuePair<string, object?>("cause", overrun ? "overrun" : "behind"));

    /// <summary>A voice was read.</summary>
    /// <param name="latency">Since the end of the sound it was read from.</param>
    public void VoiceRecognized(TimeSpan latency)
    {
        _readings.Add(1, new KeyValuePair<string, object?>("kind", "voice"));
        _readingLatency.Record(latency.TotalMilliseconds, new KeyValuePair<string, object?>("kind", "voice"));
    }

    /// <summary>A text was read.</summary>
    /// <param name="latency">Since the app told it.</param>
    public void WordsRecognized(TimeSpan latency)
    {
        _readings.Add(1, new KeyValuePair<string, object?>("kind", "words"));
        _readingLatency.Record(latency.TotalMilliseconds, new KeyValuePair<string, object?>("kind", "words"));
    }

    /// <summary>A reading was lost because the care loop fell behind.</summary>
    public void ReadingDropped() => _readingsDropped.Add(1);

    /// <summary>A screen event was taken in.</summary>
    public void ScreenEventTaken() => _screenEvents.Add(1);

    /// <summary>A visit ended.</summary>
    public void VisitEnded() => _visits.Add(1);

    /// <summary>A customer became frustrated.</summary>
    public void EpisodeBegan() => _episodes.Add(1);

    /// <summary>A window was published.</summary>
    /// <param name="again">It had been published before and got no receipt.</param>
    public void WindowSent(bool again) => _windowsSent.Add(1, new KeyValuePair<string, object?>("again", again));

    /// <summary>The cloud gave receipts.</summary>
    public void WindowsReceipted(int count) => _windowsStored.Add(count);

    /// <summary>Windows were dropped unsent.</summary>
    public void WindowsDropped(int count) => _windowsLost.Add(count);

    /// <summary>A prompt was shown.</summary>
    /// <param name="prompt">Which one.</param>
    /// <param name="latency">Since the evidence that decided.</param>
    /// <param name="afterOnset">Since the evidence began to rise; null when it was no answer to frustration.</param>
    public void PromptShown(Prompt prompt, TimeSpan latency, TimeSpan? afterOnset)
    {
        _promptLatency.Record(latency.TotalMilliseconds);
        if (afterOnset is { } delay)
        {
            _promptAfterOnset.Record(
                delay.TotalMilliseconds, new KeyValuePair<string, object?>("prompt", prompt.Id));
        }
    }

    /// <summary>Ends the instruments.</summary>
    public void Dispose() => _meter.Dispose();
}
