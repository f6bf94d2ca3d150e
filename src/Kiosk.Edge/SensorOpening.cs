namespace Kiosk.Edge;

/// <summary>Numbers the openings of a sensor, so that what was taken in one is never read in another, nor joined to it: a queue
/// may still hold it when the sensor has been closed and opened again.</summary>
/// <remarks><see cref="Begin"/> and <see cref="End"/> are for the loop that opens the sensor, <see cref="MayRead"/> for the one
/// that reads what was taken.</remarks>
internal sealed class SensorOpening
{
    private volatile int _number;
    private int _last;
    private int _read;

    /// <summary>Counted from 1; 0 while the sensor is closed.</summary>
    public int Number => _number;

    /// <summary>Whether the sensor is open.</summary>
    public bool IsOpen => _number != 0;

    /// <summary>The sensor is about to be opened.</summary>
    public void Begin() => _number = ++_last;

    /// <summary>The sensor may no longer be read. Does nothing when that was so before.</summary>
    public void End() => _number = 0;

    /// <summary>Whether what was taken in an opening may be read: that one lasts.</summary>
    /// <param name="opening">Its number; 0 for what was not taken but says that the sensor was closed.</param>
    /// <param name="forget">Called when nothing that was read before may be joined to what comes now.</param>
    public bool MayRead(int opening, Action forget)
    {
        var may = opening != 0 && opening == _number;
        if (!may || opening != _read)
        {
            forget();
        }

        _read = opening;
        return may;
    }
}
