using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// A native value and the pin of the managed memory it lies on. A binding holds a reference too, so that the memory
/// stays where it is until the last of them lets go.
/// </summary>
internal sealed class OrtValueHandle : SafeHandle
{
    private MemoryHandle _pin;

    public OrtValueHandle(nint value, MemoryHandle pin = default)
        : base(0, ownsHandle: true)
    {
        SetHandle(value);
        _pin = pin;
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OrtApi.ReleaseValue(handle);
        _pin.Dispose();
        return true;
    }
}
