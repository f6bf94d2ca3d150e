using OpenCvSharp;

namespace Kiosk.Edge.Sensing;

/// <summary>A camera of the kernel's Video4Linux. Unplugged, it fails; plugged in again, it can be opened again, under the
/// same name where that is one of <c>/dev/v4l/by-id</c>. A covered lens gives dark pictures, which is no failure.</summary>
/// <remarks>Pictures that are not wanted yet are taken off the device and not decoded. A picture that comes damaged is
/// passed over and counted: cameras give some after they were started, and whenever the bus is busy.</remarks>
internal sealed class LiveCamera(
    string device, PictureSettings picture, FrameRate rate, TimeProvider time, Func<string, IVideoDevice?> open) : ICamera
{
    /// <summary>The setting for "the first camera there is".</summary>
    public const string First = "auto";

    private const int WidthPx = 640;
    private const int HeightPx = 480;

    /// <summary>One being filled and one being read; more would be older pictures.</summary>
    private const int Buffers = 2;

    /// <summary>So many damaged pictures in a row are a cable or a hub, not a hiccup: three seconds at ten a second.
    /// </summary>
    private const int MaxDamagedInARow = 30;

    /// <summary>Cameras name 29.97 and the like by fractions of their own.</summary>
    private const double RateTolerance = 0.9;

    /// <summary>The device's next picture is awaited in this thread, so the thread comes this much early.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(15);

    private static readonly int MotionJpeg = FourCc("MJPG");

    private static readonly string[] Codecs = ["bcm2835-codec", "bcm2835-isp", "pispbe", "pisp_be", "rpi-hevc", "rpivid"];

    // Uncompressed costs the bus, which has room at this size, and JPEG the processor, which has none. Cameras without
    // an uncompressed format of this size and rate give JPEG; what else there is, OpenCV converts.
    private static readonly int[] FormatsByCost = [FourCc("YUYV"), MotionJpeg];

    private readonly Mat _compressed = new();
    private IVideoDevice? _open;
    private bool _jpeg;
    private long? _last;

    public void Open()
    {
        if (_open is not null)
        {
            return;
        }

        var path = Find();
        var opened = open(path) ?? throw new SensorException(
            $"The camera {path} can't be opened; see that it is plugged in, that no other program uses it and that "
            + "this user may ('ls -l /dev/video*').");
        Choose(opened);
        using (var controls = opened.Controls())
        {
            if (controls is not null)
            {
                picture.Apply(controls); // what it refuses, doctor tells; pictures are read all the same
            }
        }

        // A JPEG that was cut short must be known as one, and the decoder would fill it up with grey.
        _jpeg = (int)opened.Get(VideoCaptureProperties.FourCC) == MotionJpeg && opened.Set(VideoCaptureProperties.ConvertRgb, 0);
        _open = opened;
        _last = null;
    }

    public async ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken)
    {
        var opened = _open ?? throw new InvalidOperationException($"The camera {device} is not open.");
        for (frame.DamagedBefore = 0; frame.DamagedBefore < MaxDamagedInARow; frame.DamagedBefore++)
        {
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                var wait = Due() - Early;
                if (wait > TimeSpan.Zero && wait < rate.CameraApart)
                {
                    await Task.Delay(wait, time, cancellationToken);
                }

                if (!opened.Grab())
                {
                    throw new SensorException($"The camera {device} gives no picture any more; see that it is plugged in.");
                }
            }
            while (Due() > Early);

            if (Retrieve(opened, frame.Image))
            {
                _last = time.GetTimestamp();
                frame.CapturedAt = time.GetUtcNow();
                return true;
            }
        }

        throw new SensorException(
            $"The camera {device} gives only damaged pictures; try another cable, and plug it into the board and not into a hub.");
    }

    public void Close()
    {
        _open?.Dispose();
        _open = null;
        Wipe();
    }

    public void Dispose()
    {
        Close();
        _compressed.Dispose();
    }

    /// <summary>Whether a setting names a live camera, and not a recording in its place.</summary>
    public static bool IsNamedBy(string setting) =>
        setting == First || setting.StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>The cameras there are, by their lasting names where they have one.</summary>
    public static IReadOnlyList<string> Devices()
    {
        // A camera has further nodes for its metadata; the picture's is index 0.
        var named = Directory.Exists("/dev/v4l/by-id")
            ? Directory.GetFiles("/dev/v4l/by-id", "*-video-index0").Order(StringComparer.Ordinal).ToArray()
            : [];
        return named.Length > 0 ? named
            : [.. Directory.GetFiles("/dev", "video*").Where(node => !IsCodec(NameOf(node))).Order(StringComparer.Ordinal)];
    }

    /// <summary>A Raspberry Pi has video nodes without any camera: its codecs and its image processor, by the names that their
    /// drivers give them (bcm2835-codec, bcm2835-isp, pisp_be, rpi-hevc-dec in the kernel of Raspberry Pi OS).</summary>
    /// <param name="name">As in <c>/sys/class/video4linux/videoN/name</c>.</param>
    internal static bool IsCodec(string name) =>
        Codecs.Any(codec => name.StartsWith(codec, StringComparison.OrdinalIgnoreCase));

    private static string NameOf(string node)
    {
        var file = $"/sys/class/video4linux/{Path.GetFileName(node)}/name";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
    }

    /// <summary>How long until the next picture is wanted, by the counter that nobody sets: a clock that was set back would
    /// stop the pictures for as long.</summary>
    private TimeSpan Due() => _last is { } last ? rate.Apart - time.GetElapsedTime(last) : TimeSpan.Zero;

    private string Find()
    {
        var path = device == First ? Devices() is [var first, ..] ? first : null : device;
        return path is null || !File.Exists(path)
            ? throw new SensorException(device == First
                ? "There is no camera; plug one in."
                : $"There is no camera {device}; plug it in, or set Sensing:Camera to one of those in /dev/v4l/by-id.")
            : path;
    }

    /// <summary>The cheapest format that gives the wanted size and rate, else the cheapest of that size, else whatever the
    /// camera begins with.</summary>
    private void Choose(IVideoDevice opened)
    {
        opened.Set(VideoCaptureProperties.BufferSize, Buffers);
        var rateHz = 1 / rate.CameraApart.TotalSeconds;
        if (!FormatsByCost.Any(format => Take(format) && IsFast()))
        {
            _ = FormatsByCost.Any(Take);
        }

        bool IsFast()
        {
            var told = opened.Get(VideoCaptureProperties.Fps);
            return told == 0 || told > rateHz * RateTolerance;
        }

        bool Take(int format)
        {
            if (!opened.Set(VideoCaptureProperties.FourCC, format)
                || !opened.Set(VideoCaptureProperties.FrameWidth, WidthPx)
                || !opened.Set(VideoCaptureProperties.FrameHeight, HeightPx)
                || (int)opened.Get(VideoCaptureProperties.FrameWidth) != WidthPx
                || (int)opened.Get(VideoCaptureProperties.FrameHeight) != HeightPx)
            {
                return false;
            }

            opened.Set(VideoCaptureProperties.Fps, rateHz);
            return true;
        }
    }

    private bool Retrieve(IVideoDevice opened, Mat image)
    {
        if (!_jpeg)
        {
            return opened.Retrieve(image);
        }

        var decoded = opened.Retrieve(_compressed)
            && PictureFile.IsJpeg(_compressed.AsSpan<byte>())
            && PictureFile.TryDecode(_compressed.AsSpan<byte>(), image);
        Wipe();
        return decoded;
    }

    /// <summary>It holds a person's face.</summary>
    private void Wipe()
    {
        if (!_compressed.Empty())
        {
            _compressed.SetTo(Scalar.All(0));
        }
    }

    /// <summary>Four letters as V4L2 writes a format: the first in the lowest byte.</summary>
    private static int FourCc(string letters) => letters[0] | (letters[1] << 8) | (letters[2] << 16) | (letters[3] << 24);
}
