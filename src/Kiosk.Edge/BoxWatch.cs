using Kiosk.Edge.Reporting;

namespace Kiosk.Edge;

/// <summary>Looks at the box while the worker cares, and raises what is wrong as a fault: a supply that is too weak, and a
/// witness that contradicts the worker.</summary>
internal sealed class BoxWatch(BoardHeat board, Witness witness, FaultRegister faults, TimeProvider time)
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2);

    /// <summary>A weak supply fails whenever the board draws much; each time raised and cleared, it would be told all day.
    /// </summary>
    private static readonly TimeSpan StrongFor = TimeSpan.FromMinutes(5);

    private long? _looked;
    private long? _weak;

    /// <summary>Looks, unless it did so just now.</summary>
    public void Look()
    {
        if (_looked is { } before && time.GetElapsedTime(before) < Apart)
        {
            return;
        }

        _looked = time.GetTimestamp();
        if (board.UnderVoltage == true)
        {
            _weak = _looked;
        }

        Tell(
            "supply_undervoltage",
            _weak is { } weak && time.GetElapsedTime(weak) < StrongFor,
            "The supply's voltage is too low, so the board may slow down, lose devices or damage its card; use the board "
            + "maker's own supply, and a powered hub for what draws much.");
        var seen = witness.Read();
        Tell("witness_contradicts", seen is { Camera.Contradicts: true } or { Microphone.Contradicts: true },
            "A camera or microphone is open although the worker has closed it; another program uses it, or the worker "
            + "does not do what it says: see 'fuser -v /dev/video* /dev/snd/*' and 'journalctl -u carekiosk-witness'.");
    }

    private void Tell(string fault, bool stands, string detail)
    {
        if (stands)
        {
            faults.Raise(fault, detail);
        }
        else
        {
            faults.Clear(fault);
        }
    }
}
