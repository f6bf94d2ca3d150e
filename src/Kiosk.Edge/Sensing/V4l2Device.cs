using OpenCvSharp;

namespace Kiosk.Edge.Sensing;

/// <summary>A device of Video4Linux, read by OpenCV's <c>VideoCapture</c> and set by the kernel's own calls.</summary>
internal sealed class V4l2Device : IVideoDevice
{
    private readonly string _path;
    private readonly VideoCapture _capture;

    private V4l2Device(string path, VideoCapture capture) => (_path, _capture) = (path, capture);

    /// <summary>Opens it; null when that can't be done.</summary>
    public static V4l2Device? Open(string path)
    {
        var capture = new VideoCapture(path, VideoCaptureAPIs.V4L2);
        if (capture.IsOpened())
        {
            return new V4l2Device(path, capture);
        }

        capture.Dispose();
        return null;
    }

    public ICameraControls? Controls() => V4l2Controls.Open(_path);

    public bool Set(VideoCaptureProperties property, double value) => _capture.Set(property, value);

    public double Get(VideoCaptureProperties property) => _capture.Get(property);

    public bool Grab() => _capture.Grab();

    public bool Retrieve(Mat image) => _capture.Retrieve(image) && !image.Empty();

    public void Dispose() => _capture.Dispose();
}
