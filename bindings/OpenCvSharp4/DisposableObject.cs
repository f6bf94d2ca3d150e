namespace OpenCvSharp;

/// <summary>Something with native memory behind it.</summary>
public abstract class DisposableObject : IDisposable
{
    private protected DisposableObject()
    {
    }

    public bool IsDisposed { get; protected set; }

    public void Dispose()
    {
        IsDisposed = true;
        DisposeManaged();
        GC.SuppressFinalize(this);
    }

    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, this);

    protected abstract void DisposeManaged();
}
