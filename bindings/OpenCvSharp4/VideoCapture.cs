namespace OpenCvSharp;

/// <summary>A camera (<c>cv::VideoCapture</c>). One that can't be opened does not throw: <see cref="IsOpened"/> says so.
/// </summary>
public unsafe class VideoCapture : DisposableObject
{
    private readonly CaptureHandle _handle;

    /// <summary>Of what may read it there is Video4Linux alone, as in an OpenCV built without the others.</summary>
    public VideoCapture(string fileName, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        Native.Check(Native.CaptureNew(fileName, out _handle));
    }

    public bool IsOpened()
    {
        ThrowIfDisposed();
        Native.Check(Native.CaptureIsOpened(_handle, out var opened));
        return opened != 0;
    }

    public bool Grab()
    {
        ThrowIfDisposed();
        Native.Check(Native.CaptureGrab(_handle, out var grabbed));
        return grabbed != 0;
    }

    public bool Retrieve(Mat image, int flag = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        ThrowIfDisposed();
        image.ThrowIfDisposed();
        Native.Check(Native.CaptureRetrieve(_handle, image.Handle, out var retrieved));
        return retrieved != 0;
    }

    public double Get(VideoCaptureProperties propertyId)
    {
        ThrowIfDisposed();
        Native.Check(Native.CaptureGet(_handle, (int)propertyId, out var value));
        return value;
    }

    public bool Set(VideoCaptureProperties propertyId, double value)
    {
        ThrowIfDisposed();
        Native.Check(Native.CaptureSet(_handle, (int)propertyId, value, out var accepted));
        return accepted != 0;
    }

    private protected override void Free() => _handle.Dispose();
}
