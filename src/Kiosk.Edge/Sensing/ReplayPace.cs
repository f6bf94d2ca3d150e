namespace Kiosk.Edge.Sensing;

/// <summary>How fast a recording is replayed.</summary>
public enum ReplayPace
{
    /// <summary>At the recording's own speed, like the device it stands for.</summary>
    RealTime,

    /// <summary>Without waiting: every read gives the same on every run, so that streams can be merged by time.
    /// </summary>
    AsFastAsPossible,
}
