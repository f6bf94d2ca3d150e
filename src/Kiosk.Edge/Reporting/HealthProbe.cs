using Kiosk.Edge.Connection;
using Kiosk.Edge.Understanding;
using Kiosk.Wire;

namespace Kiosk.Edge.Reporting;

/// <summary>Measures how the box is. Any thread may ask and tell.</summary>
/// <param name="models">Name and version of each model in use.</param>
/// <param name="faults">The faults that stand.</param>
/// <param name="heat">How hot the board is.</param>
/// <param name="witness">What watches the devices from outside.</param>
/// <param name="fewestVisits">k: what grows with visits is told anew when so many went into it.</param>
/// <param name="time">The clock; the worker's life begins with this object.</param>
internal sealed class HealthProbe(
    IReadOnlyDictionary<string, string> models,
    FaultRegister faults,
    BoardHeat heat,
    Witness witness,
    int fewestVisits,
    TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private readonly Lock _gate = new();

    // Visits since the sums were told, and those of them with the camera and with the microphone.
    private int _visits;
    private int _seen;
    private int _heard;

    // Of the visit that goes on, and of people who only walked past before it.
    private bool _sees;
    private bool _hears;
    private HealthSums? _sums;

    /// <summary>A visit ended.</summary>
    public void Take(VisitTally tally)
    {
        lock (_gate)
        {
            _visits++;
            _seen += _sees || tally.Tier is EvidenceTier.ScreenFace or EvidenceTier.ScreenFaceVoice ? 1 : 0;
            _heard += _hears || tally.Tier is EvidenceTier.ScreenVoice or EvidenceTier.ScreenFaceVoice ? 1 : 0;
            _sees = _hears = false;
        }
    }

    /// <summary>Something was seen or heard in the visit that goes on: until it ends nothing is told anew, since what has
    /// grown then would be that visit's alone.</summary>
    public void Sensed(bool camera, bool microphone)
    {
        lock (_gate)
        {
            _sees |= camera;
            _hears |= microphone;
        }
    }

    /// <summary>The box as it is now.</summary>
    /// <param name="outboxWindows">Windows that wait for a receipt.</param>
    public KioskHealth Measure(long outboxWindows)
    {
        var now = time.GetUtcNow();
        var uptime = (long)time.GetElapsedTime(_started).TotalSeconds;
        var report = witness.Read();
        return new KioskHealth(
            Version: 1,
            now,
            uptime,
            (int)(Environment.WorkingSet >> 20),
            heat.HottestCelsius,
            outboxWindows,
            models,
            [.. faults.Standing.Select(fault => fault.Fault)],
            report is { } seen
                ? new WitnessHealth(seen.Complete, (long)(seen.Camera.UnclaimedSeconds + seen.Microphone.UnclaimedSeconds))
                : null,
            Sums(now, uptime, report));
    }

    private HealthSums? Sums(DateTimeOffset now, long uptime, WitnessReport? report)
    {
        lock (_gate)
        {
            if (_visits >= fewestVisits
                && IsNoneOrMany(_seen)
                && IsNoneOrMany(_heard)
                && !_sees
                && !_hears
                && report is not ({ Camera.Open: true } or { Microphone.Open: true }))
            {
                (_visits, _seen, _heard) = (0, 0, 0);
                _sums = new HealthSums(now, uptime, DiskWrites.Bytes, report is { } seen
                    ? new WitnessSums(
                        (long)seen.Seconds, (long)seen.Camera.OpenSeconds, (long)seen.Microphone.OpenSeconds, seen.SentBytes)
                    : null);
            }

            return _sums;
        }
    }

    private bool IsNoneOrMany(int visits) => visits == 0 || visits >= fewestVisits;
}
