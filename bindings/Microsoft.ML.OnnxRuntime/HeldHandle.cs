using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A native object that cannot be released, by any thread, while it is in use here.</summary>
internal readonly ref struct HeldHandle
{
    private readonly SafeHandle _owner;

    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public HeldHandle(SafeHandle owner)
    {
        var held = false;
        owner.DangerousAddRef(ref held);
        _owner = owner;
    }

    public nint Value => _owner.DangerousGetHandle();

    public void Dispose() => _owner.DangerousRelease();
}
