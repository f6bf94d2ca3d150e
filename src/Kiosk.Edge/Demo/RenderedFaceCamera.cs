using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Demo;

/// <summary>A camera before which the demo's customer stands, ten pictures a second. They go through the very same
/// models as any other camera's.</summary>
internal sealed class RenderedFaceCamera(DemoCustomer customer, TimeProvider time) : ICamera
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private FaceRenderer? _renderer;
    private bool _open;
    private long _lastRead;

    public void Open()
    {
        _renderer ??= new FaceRenderer(); // kept when closed: nobody's face is on it
        _open = true;
    }

    public async ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken)
    {
        if (!_open || _renderer is null)
        {
            throw new InvalidOperationException("The camera is not open.");
        }

        var wait = Interval - time.GetElapsedTime(_lastRead);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        _lastRead = time.GetTimestamp();
        var (face, tilt, shift) = customer.Look();
        _renderer.Draw(face, tilt, shift, frame.Image);
        frame.CapturedAt = time.GetUtcNow();
        return true;
    }

    public void Close() => _open = false;

    public void Dispose()
    {
        Close();
        _renderer?.Dispose();
        _renderer = null;
    }
}
