namespace Iot.Device.Button;

/// <summary>What every button does: pressed, released, and for a while after a release deaf to its own bouncing.
/// </summary>
public class ButtonBase : IDisposable
{
    private readonly TimeSpan _debounceTime;
    private long? _releasedAt;
    private bool _isPressed;

    public ButtonBase(TimeSpan doublePress, TimeSpan holding, TimeSpan debounceTime)
    {
        if (debounceTime * 3 > doublePress)
        {
            throw new ArgumentException("A double press must take at least three times the debouncing.", nameof(doublePress));
        }

        _debounceTime = debounceTime;
    }

    public event EventHandler<EventArgs>? ButtonUp;

    public event EventHandler<EventArgs>? ButtonDown;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected void HandleButtonPressed()
    {
        if (_releasedAt is { } released && TimeProvider.System.GetElapsedTime(released) < _debounceTime)
        {
            return;
        }

        _isPressed = true;
        ButtonDown?.Invoke(this, EventArgs.Empty);
    }

    protected void HandleButtonReleased()
    {
        if (_debounceTime > TimeSpan.Zero && !_isPressed)
        {
            return;
        }

        _releasedAt = TimeProvider.System.GetTimestamp();
        _isPressed = false;
        ButtonUp?.Invoke(this, EventArgs.Empty);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
