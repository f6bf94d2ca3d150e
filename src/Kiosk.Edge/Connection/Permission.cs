namespace Kiosk.Edge.Connection;

/// <summary>The customer's word on one sensor. The sensor's loop waits for it, and is told at once when it is taken
/// back.</summary>
/// <remarks>Written by <see cref="Consent"/>; awaited by one sensor loop.</remarks>
public sealed class Permission : IDisposable
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<CancellationToken> _given = New();
    private CancellationTokenSource? _standing;

    /// <summary>The sensor may be open now.</summary>
    public bool IsGiven
    {
        get
        {
            lock (_lock)
            {
                return _standing is not null;
            }
        }
    }

    /// <summary>Waits until the sensor may be open.</summary>
    /// <returns>A token that is cancelled when it must close.</returns>
    /// <exception cref="OperationCanceledException">Also while it is given: a task that is done does not look at the
    /// token.</exception>
    public Task<CancellationToken> WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return _given.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives or takes back.</summary>
    public void Set(bool given)
    {
        CancellationTokenSource? over = null;
        lock (_lock)
        {
            if (given && _standing is null)
            {
                _standing = new CancellationTokenSource();
                _given.SetResult(_standing.Token);
            }
            else if (!given && _standing is not null)
            {
                (over, _standing) = (_standing, null);
                _given = New();
            }
        }

        // Outside the lock: closing a device runs in the callbacks.
        over?.Cancel();
        over?.Dispose();
    }

    /// <summary>Takes the permission back.</summary>
    public void Dispose() => Set(given: false);

    private static TaskCompletionSource<CancellationToken> New() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
