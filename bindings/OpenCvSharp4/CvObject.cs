using System.Runtime.InteropServices;

namespace OpenCvSharp;

/// <summary>An object of OpenCV's, kept by a handle that frees it even when nobody disposes it.</summary>
public abstract class CvObject : DisposableObject
{
    private readonly SafeHandle _handle;

    private protected CvObject(SafeHandle handle) => _handle = handle;

    /// <summary>The native object; zero once disposed.</summary>
    public nint CvPtr => IsDisposed ? 0 : _handle.DangerousGetHandle();

    protected override void DisposeManaged() => _handle.Dispose();
}
