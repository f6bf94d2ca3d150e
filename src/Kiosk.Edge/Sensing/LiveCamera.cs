using OpenCvSharp;

namespace Kiosk.Edge.Sensing;

/// <summary>A camera of the kernel's Video4Linux. Unplugged, it fails; plugged in again, it can be opened again, under the
/// same name where that is one of <c>/dev/v4l/by-id</c>. A covered lens gives dark pictures, which is no failure.</summary>
/// <remarks>Pictures that are not wanted yet are taken off the device and not decoded.</remarks>
internal sealed class LiveCamera(string device, FrameRate rate, TimeProvider time) : ICamera
{
    /// <summary>The setting for "the first camera there is".</summary>
    public const string First = "auto";

    private const int WidthPx = 640;
    private const int HeightPx = 480;

    /// <summary>One being filled and one being read; more would be older pictures.</summary>
    private const int Buffers = 2;

    /// <summary>The device's next picture is awaited in this thread, so the thread comes this much early.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(15);

    // Uncompressed costs the bus, which has room at this size, and JPEG the processor, which has none. Cameras without
    // an uncompressed format of this size and rate give JPEG; what else there is, OpenCV converts.
    private static readonly int[] FormatsByCost = [FourCc("YUYV"), FourCc("MJPG")];

    private VideoCapture? _capture;
    private DateTimeOffset _last;

    public string Name => device;

    public void Open()
    {
        if (_capture is not null)
        {
            return;
        }

        var path = Find();
        var capture = new VideoCapture(path, VideoCaptureAPIs.V4L2);
        if (!capture.IsOpened())
        {
            capture.Dispose();
            throw new SensorException(
                $"The camera {path} can't be opened; see that it is plugged in, that no other program uses it and that "
                + "this user may ('ls -l /dev/video*').");
        }

        Choose(capture);
        _capture = capture;
        _last = DateTimeOffset.MinValue;
    }

    public async ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken)
    {
        var capture = _capture ?? throw new InvalidOperationException($"The camera {device} is not open.");
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wait = _last + rate.Apart - Early - time.GetUtcNow();
            if (wait > TimeSpan.Zero && wait < rate.CameraApart)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            if (!capture.Grab())
            {
                throw Unplugged();
            }
        }
        while (time.GetUtcNow() + Early < _last + rate.Apart);

        if (!capture.Retrieve(frame.Image) || frame.Image.Empty())
        {
            throw Unplugged();
        }

        frame.CapturedAt = _last = time.GetUtcNow();
        return true;
    }

    public void Close()
    {
        _capture?.Dispose();
        _capture = null;
    }

    public void Dispose() => Close();

    /// <summary>The cameras there are, by their lasting names where they have one.</summary>
    public static IReadOnlyList<string> Devices()
    {
        // A camera has further nodes for its metadata; the picture's is index 0.
        var named = Directory.Exists("/dev/v4l/by-id")
            ? Directory.GetFiles("/dev/v4l/by-id", "*-video-index0").Order(StringComparer.Ordinal).ToArray()
            : [];
        return named.Length > 0 ? named : [.. Directory.GetFiles("/dev", "video*").Order(StringComparer.Ordinal)];
    }

    private string Find()
    {
        var path = device == First ? Devices() is [var first, ..] ? first : null : device;
        return path is null || !File.Exists(path)
            ? throw new SensorException(device == First
                ? "There is no camera; plug one in."
                : $"There is no camera {device}; plug it in, or set Sensing:Camera to one of those in /dev/v4l/by-id.")
            : path;
    }

    /// <summary>The cheapest format that gives the wanted size and rate; else whatever the camera begins with.</summary>
    private void Choose(VideoCapture capture)
    {
        capture.Set(VideoCaptureProperties.BufferSize, Buffers);
        foreach (var format in FormatsByCost)
        {
            if (capture.Set(VideoCaptureProperties.FourCC, format)
                && capture.Set(VideoCaptureProperties.FrameWidth, WidthPx)
                && capture.Set(VideoCaptureProperties.FrameHeight, HeightPx)
                && capture.FrameWidth == WidthPx
                && capture.FrameHeight == HeightPx)
            {
                capture.Set(VideoCaptureProperties.Fps, 1 / rate.CameraApart.TotalSeconds);
                return;
            }
        }
    }

    private SensorException Unplugged() =>
        new($"The camera {device} gives no picture any more; see that it is plugged in.");

    /// <summary>Four letters as V4L2 writes a format: the first in the lowest byte.</summary>
    private static int FourCc(string letters) => letters[0] | (letters[1] << 8) | (letters[2] << 16) | (letters[3] << 24);
}
