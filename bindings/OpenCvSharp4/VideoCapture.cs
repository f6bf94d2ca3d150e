namespace OpenCvSharp;

/// <summary>A camera or a video file (<c>cv::VideoCapture</c>). One that can't be opened does not throw:
/// <see cref="IsOpened"/> says so.</summary>
public unsafe class VideoCapture : CvObject
{
    private readonly CaptureHandle _handle;

    public VideoCapture()
        : this(NewHandle())
    {
    }

    public VideoCapture(int index, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY)
        : this()
    {
        Open(index, apiPreference);
    }

    public VideoCapture(string fileName, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY)
        : this()
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        Open(fileName, apiPreference);
    }

    private VideoCapture(CaptureHandle handle)
        : base(handle)
    {
        _handle = handle;
    }

    public int FrameWidth => (int)Get(VideoCaptureProperties.FrameWidth);

    public int FrameHeight => (int)Get(VideoCaptureProperties.FrameHeight);

    public double Fps => Get(VideoCaptureProperties.Fps);

    public int FrameCount => (int)Get(VideoCaptureProperties.FrameCount);

    public int PosFrames
    {
        get => (int)Get(VideoCaptureProperties.PosFrames);
        set => Set(VideoCaptureProperties.PosFrames, value);
    }

    public bool Open(string fileName, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY)
    {
        ThrowIfDisposed();
        Native.Check(Native.CaptureOpenFile(_handle, fileName, apiPreference, out var opened));
        return opened != 0;
    }

    public bool Open(int index, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY)
    {
        ThrowIfDisposed();
        Native.Check(Native.CaptureOpenDevice(_handle, index, apiPreference, out var opened));
        return opened != 0;
    }

    public bool IsOpened()
    {
        ThrowIfDisposed();
        Native.Check(Native.CaptureIsOpened(_handle, out var opened));
        return opened != 0;
    }

    public void Release()
    {
        ThrowIfDisposed();
        Native.Check(Native.CaptureRelease(_handle));
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
        Native.Check(Native.CaptureRetrieve(_handle, image.Handle, flag, out var retrieved));
        return retrieved != 0;
    }

    public bool Read(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ThrowIfDisposed();
        image.ThrowIfDisposed();
        Native.Check(Native.CaptureRead(_handle, image.Handle, out var read));
        return read != 0;
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

    private static CaptureHandle NewHandle()
    {
        Native.Check(Native.CaptureNew(out var handle));
        return handle;
    }
}
