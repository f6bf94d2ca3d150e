using OpenCvSharp;

namespace Bindings.OpenCvSharp4.Tests;

public sealed class VideoCaptureTests
{
    [Fact]
    public void Is_not_open_when_there_is_no_such_device_or_the_file_is_none()
    {
        using var missing = new VideoCapture("/dev/video-that-is-not-there", VideoCaptureAPIs.V4L2);
        using var file = new VideoCapture(typeof(Mat).Assembly.Location, VideoCaptureAPIs.V4L2);
        using var image = new Mat();

        Assert.False(missing.IsOpened());
        Assert.False(file.IsOpened());
        Assert.False(file.Grab());
        Assert.False(file.Retrieve(image));
        Assert.True(image.Empty());
        Assert.False(file.Set(VideoCaptureProperties.FrameWidth, 640));
        Assert.Equal(0, file.Get(VideoCaptureProperties.FrameWidth));
    }

    [Fact]
    public void Refuses_to_be_used_after_disposal()
    {
        var capture = new VideoCapture("/dev/video-that-is-not-there", VideoCaptureAPIs.V4L2);
        using var image = new Mat();
        capture.Dispose();

        Assert.Throws<ObjectDisposedException>(() => capture.Grab());
        Assert.Throws<ObjectDisposedException>(() => capture.Retrieve(image));
    }
}
