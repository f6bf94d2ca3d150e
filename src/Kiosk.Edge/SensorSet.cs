using Kiosk.Edge.Sensing;

namespace Kiosk.Edge;

/// <summary>The sensors of this kiosk, closed. Each may be missing.</summary>
internal sealed record SensorSet(ICamera? Camera, IMicrophone? Microphone) : IDisposable
{
    /// <summary>Pictures of a folder follow each other so fast: 10 a second, what recognition takes.</summary>
    private const double FolderFramesPerSecond = 10;

    /// <summary>The sensors that the settings name.</summary>
    public static SensorSet From(SensingOptions options, FrameRate rate, TimeProvider time) => new(
        options.Camera switch
        {
            null or SensingOptions.None => null,
            var device when LiveCamera.IsNamedBy(device) => new LiveCamera(
                device, PictureSettings.Of(options), rate, time, V4l2Device.Open),
            var recording => CameraOf(recording, options.Loop, ReplayPace.RealTime, time),
        },
        options.Microphone switch
        {
            null or SensingOptions.None => null,
            var device when device.StartsWith(AlsaMicrophone.Prefix, StringComparison.Ordinal) =>
                new AlsaMicrophone(device[AlsaMicrophone.Prefix.Length..], time),
            var recording => new SoundFileMicrophone(recording, options.Loop, ReplayPace.RealTime, time),
        });

    /// <summary>Recordings to be read once, as fast as possible, whose first instant is now.</summary>
    public static SensorSet Recorded(string? video, string? audio, TimeProvider time) => new(
        video is not null ? CameraOf(video, loop: false, ReplayPace.AsFastAsPossible, time) : null,
        audio is not null ? new SoundFileMicrophone(audio, loop: false, ReplayPace.AsFastAsPossible, time) : null);

    /// <summary>A video file or a folder of pictures.</summary>
    public static ICamera CameraOf(string path, bool loop, ReplayPace pace, TimeProvider time) =>
        Directory.Exists(path)
            ? new PictureFolderCamera(path, FolderFramesPerSecond, loop, pace, time)
            : new VideoFileCamera(path, loop, pace, time);

    public void Dispose()
    {
        Camera?.Dispose();
        Microphone?.Dispose();
    }
}
