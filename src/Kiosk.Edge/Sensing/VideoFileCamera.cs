namespace Kiosk.Edge.Sensing;

/// <summary>A video file in a camera's place, at the file's own frame rate. Opened again, it goes on where it was; a
/// damaged file ends with its last good picture.</summary>
internal sealed class VideoFileCamera(string path, bool loop, ReplayPace pace, TimeProvider time) : ICamera
{
    private readonly ReplayClock _clock = new(pace, time);
    private VideoFile? _video;
    private double _framesPerSecond;
    private long _frames;
    private int _framesInPass;

    public void Open()
    {
        if (_video is not null)
        {
            return;
        }

        if (!File.Exists(path))
        {
            throw new SensorException($"There is no video file '{path}'; give the path of one that exists.");
        }

        // The middle of the time between two pictures, so that no rounding takes the wrong one.
        _video = _framesInPass == 0 ? Begin() : new VideoFile(path, TimeSpan.FromSeconds((_framesInPass - 0.5) / _framesPerSecond));
        _clock.Start(Position);
    }

    public ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken)
    {
        if (_video is null)
        {
            throw new InvalidOperationException($"The video '{path}' is not open.");
        }

        var due = _clock.WaitAsync(Position, cancellationToken);
        return due.IsCompletedSuccessfully ? new(Read(frame)) : ReadLaterAsync(due, frame);
    }

    public void Close()
    {
        _video?.Dispose();
        _video = null;
    }

    public void Dispose() => Close();

    /// <summary>When the next picture is due.</summary>
    private TimeSpan Position => TimeSpan.FromSeconds(_frames / _framesPerSecond);

    private async ValueTask<bool> ReadLaterAsync(Task due, VideoFrame frame)
    {
        await due;
        return Read(frame);
    }

    private bool Read(VideoFrame frame)
    {
        var read = _video!.Read(frame.Image); // open: reading begins with a look
        if (!read && loop)
        {
            Close();
            _video = Begin();
            _framesInPass = 0;
            read = _video.Read(frame.Image);
        }

        if (!read)
        {
            return _framesInPass > 0 ? false : throw Unreadable(_video.Failure);
        }

        frame.CapturedAt = _clock.CapturedAt(Position);
        _frames++;
        _framesInPass++;
        return true;
    }

    /// <summary>The file from its beginning.</summary>
    private VideoFile Begin()
    {
        var video = new VideoFile(path);
        if (video.FramesPerSecond is not { } rate)
        {
            var complaint = video.Failure;
            video.Dispose();
            throw Unreadable(complaint);
        }

        _framesPerSecond = rate;
        return video;
    }

    private SensorException Unreadable(string? complaint) => new(
        $"The video '{path}' holds no picture that can be read (ffmpeg: {complaint ?? "no picture"}); if it is damaged, cut "
        + "short or no video, record it again or convert it.");
}
