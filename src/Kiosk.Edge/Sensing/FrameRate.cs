namespace Kiosk.Edge.Sensing;

/// <summary>How often a picture is wanted: often while there is a face, about once a second without, and less the hotter
/// the board, so that it need not throttle itself. Any thread may ask and tell.</summary>
public sealed class FrameRate(double framesPerSecond, BoardHeat heat, TimeProvider time)
{
    /// <summary>A face that was seen so lately is still counted as there: it may just look away.</summary>
    private static readonly TimeSpan FaceLasts = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan WithoutFace = TimeSpan.FromSeconds(1);

    /// <summary>How often the board's heat is looked at.</summary>
    private static readonly TimeSpan HeatInterval = TimeSpan.FromSeconds(5);

    private long _faceSeen;
    private long _heatRead;
    private double _share = heat.Share();
    private bool _anyFace;

    /// <summary>The camera's own rate: what it is set to.</summary>
    public TimeSpan CameraApart { get; } = TimeSpan.FromSeconds(1 / framesPerSecond);

    /// <summary>How far apart the pictures are that are worth recognising.</summary>
    public TimeSpan Apart
    {
        get
        {
            if (time.GetElapsedTime(Volatile.Read(ref _heatRead)) > HeatInterval)
            {
                Volatile.Write(ref _heatRead, time.GetTimestamp());
                _share = heat.Share();
            }

            var withFace = Volatile.Read(ref _anyFace) && time.GetElapsedTime(Volatile.Read(ref _faceSeen)) < FaceLasts;
            return withFace ? CameraApart / _share : WithoutFace;
        }
    }

    /// <summary>A picture was recognised.</summary>
    public void Saw(bool face)
    {
        if (face)
        {
            Volatile.Write(ref _faceSeen, time.GetTimestamp());
            Volatile.Write(ref _anyFace, true);
        }
    }
}
