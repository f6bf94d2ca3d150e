using OpenCvSharp;

namespace Kiosk.Edge.Sensing;

/// <summary>A video file in a camera's place, at the file's own frame rate. Opened again, it goes on where it was; a
/// damaged file ends with its last good picture.</summary>
internal sealed class VideoFileCamera(string path, bool loop, ReplayPace pace, TimeProvider time) : ICamera
{
    /// <summary>For files that state no frame rate: what PAL cameras and most webcams in dim light deliver.</summary>
    private const double FallbackFramesPerSecond = 25;

    private readonly ReplayClock _clock = new(pace, time);
    private VideoCapture? _capture;
    private double _framesPerSecond;
    private long _frames;
    private int _framesInPass;

    public string Name => Path.GetFileName(path);

    public void Open()
    {
        if (_capture is not null)
        {
            return;
        }
        if (!File.Exists(path))
        {
            throw new SensorException($"There is no video file '{path}'; give the path of one that exists.");
        }
        _capture = new VideoCapture(path, VideoCaptureAPIs.FFMPEG);
        if (!_capture.IsOpened())
        {
            Close();
            throw Unreadable();
        }
        _framesPerSecond = _capture.Fps is var rate and > 0 and <= 1000 ? rate : FallbackFramesPerSecond;
        if (_framesInPass > 0)
        {
            _capture.PosFrames = _framesInPass;
        }
        _clock.Start(Position);
    }

    public ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken)
    {
        var capture = _capture ?? throw new InvalidOperationException($"The video '{path}' is not open.");
        var due = _clock.WaitAsync(Position, cancellationToken);
        return due.IsCompletedSuccessfully ? new(Read(capture, frame)) : ReadLaterAsync(due, capture, frame);
    }

    public void Close()
    {
        _capture?.Dispose();
        _capture = null;
    }

    public void Dispose() => Close();

    /// <summary>When the next picture is due.</summary>
    private TimeSpan Position => TimeSpan.FromSeconds(_frames / _framesPerSecond);

    private async ValueTask<bool> ReadLaterAsync(Task due, VideoCapture capture, VideoFrame frame)
    {
        await due;
        return Read(capture, frame);
    }

    private bool Read(VideoCapture capture, VideoFrame frame)
    {
        if (!Decode(capture, frame.Image))
        {
            return false;
        }
        frame.CapturedAt = _clock.CapturedAt(Position);
        _frames++;
        _framesInPass++;
        return true;
    }

    private bool Decode(VideoCapture capture, Mat image)
    {
        try
        {
            if (capture.Read(image))
            {
                return true;
            }
            if (_framesInPass == 0)
            {
                throw Unreadable();
            }
            if (!loop)
            {
                return false;
            }
            _framesInPass = 0;
            // Opened anew instead of wound back: a truncated file has no index to seek by.
            return capture.Open(path, VideoCaptureAPIs.FFMPEG) && capture.Read(image) ? true : throw Unreadable();
        }
        catch (OpenCVException e)
        {
            throw new SensorException(
                $"The video '{path}' can't be decoded; record it again or convert it with ffmpeg ({e.Message}).", e);
        }
    }

    private SensorException Unreadable() => new(
        $"The video '{path}' holds no picture that can be read (it is damaged, cut short or no video); " +
        "record it again or convert it with ffmpeg.");
}
