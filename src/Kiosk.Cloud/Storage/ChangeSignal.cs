namespace Kiosk.Cloud.Storage;

/// <summary>Tells whoever waits that something a reader may show has changed. Safe for any number of threads.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next change after this was read.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Lets everyone who waits go on.</summary>
    public void Raise() =>
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
