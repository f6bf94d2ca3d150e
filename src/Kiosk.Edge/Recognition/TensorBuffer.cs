using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Kiosk.Edge.Recognition;

/// <summary>Memory that a model reads or writes in place, so that a run copies and allocates nothing.</summary>
/// <typeparam name="T">byte, long or float.</typeparam>
internal sealed class TensorBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly T[] _values;

    /// <param name="shape">Its sizes, outermost first.</param>
    public TensorBuffer(params long[] shape)
    {
        var length = checked((int)shape.Aggregate(1L, (product, size) => product * size));

        // Pinned, because OpenCV and ONNX Runtime keep its address.
        _values = GC.AllocateArray<T>(length, pinned: true);
        Value = OrtValue.CreateTensorValueFromMemory(_values, shape);
    }

    /// <summary>The values, row by row.</summary>
    public Span<T> Values => _values;

    /// <summary>Where they are; valid as long as this object is referenced.</summary>
    public nint Address => Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0);

    /// <summary>The same memory as ONNX Runtime knows it.</summary>
    public OrtValue Value { get; }

    /// <summary>Overwrites every value with 0: they may hold a person's face or voice.</summary>
    public void Clear() => Values.Clear();

    /// <summary>Wipes the values and lets go of the memory.</summary>
    public void Dispose()
    {
        Clear();
        Value.Dispose();
    }
}
