using Kiosk.Edge.Sensing;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Fakes;

/// <summary>A camera as Video4Linux shows it: a format that it lacks becomes its first, a size or rate that it lacks its
/// nearest. It gives the pictures it was handed, one after the other, and then none.</summary>
internal sealed class FakeVideoDevice(params FakeFormat[] formats) : IVideoDevice
{
    private readonly Queue<byte[]?> _pictures = [];
    private FakeFormat _format = formats[0];
    private double _rateHz = formats[0].RateHz;
    private bool _convert = true;
    private byte[]? _grabbed;

    public FakeCameraControls Settings { get; } = new();

    public string Format => _format.FourCc;

    public bool IsDisposed { get; private set; }

    /// <summary>Null is a picture that came damaged from the bus.</summary>
    public FakeVideoDevice Giving(params byte[]?[] pictures)
    {
        foreach (var picture in pictures)
        {
            _pictures.Enqueue(picture);
        }

        return this;
    }

    public ICameraControls? Controls() => Settings;

    public bool Set(VideoCaptureProperties property, double value)
    {
        switch (property)
        {
            case VideoCaptureProperties.FourCC:
                var wanted = formats.FirstOrDefault(format => Code(format.FourCc) == (int)value);
                _format = wanted ?? formats[0];
                _rateHz = _format.RateHz;
                return wanted is not null;
            case VideoCaptureProperties.Fps:
                _rateHz = Math.Min(value, _format.RateHz);
                return true;
            case VideoCaptureProperties.ConvertRgb:
                _convert = value != 0;
                return true;
            case VideoCaptureProperties.FrameWidth or VideoCaptureProperties.FrameHeight or VideoCaptureProperties.BufferSize:
                return true;
            default:
                return false;
        }
    }

    public double Get(VideoCaptureProperties property) => property switch
    {
        VideoCaptureProperties.FourCC => Code(_format.FourCc),
        VideoCaptureProperties.FrameWidth => _format.Width,
        VideoCaptureProperties.FrameHeight => _format.Height,
        VideoCaptureProperties.Fps => _rateHz,
        _ => 0,
    };

    public bool Grab() => _pictures.TryDequeue(out _grabbed);

    public bool Retrieve(Mat image)
    {
        if (_grabbed is null)
        {
            return false;
        }

        if (_format.FourCc == "MJPG" && !_convert)
        {
            using var row = new Mat(1, _grabbed.Length, MatType.CV_8UC1);
            _grabbed.CopyTo(row.AsSpan<byte>());
            row.CopyTo(image);
        }
        else
        {
            using var grey = new Mat(_format.Height, _format.Width, MatType.CV_8UC3, Scalar.All(_grabbed[0]));
            grey.CopyTo(image);
        }

        return true;
    }

    public void Dispose() => IsDisposed = true;

    private static int Code(string letters) => letters[0] | (letters[1] << 8) | (letters[2] << 16) | (letters[3] << 24);
}

/// <summary>A format of the camera, with the only size and the highest rate it has there.</summary>
internal sealed record FakeFormat(string FourCc, int Width, int Height, double RateHz);
