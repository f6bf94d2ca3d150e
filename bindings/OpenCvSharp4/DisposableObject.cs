namespace OpenCvSharp;

/// <summary>Something with native memory behind it, kept by a handle that frees it even when nobody disposes it.</summary>
public abstract class DisposableObject : IDisposable
{
    private bool _isDisposed;

    private protected DisposableObject()
    {
    }

    public void Dispose()
    {
        _isDisposed = true;
        Free();
        GC.SuppressFinalize(this);
    }

    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    private protected abstract void Free();
}
