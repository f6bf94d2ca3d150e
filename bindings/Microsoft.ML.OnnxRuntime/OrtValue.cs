using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor.</summary>
public sealed unsafe class OrtValue : IDisposable
{
    private readonly OrtValueHandle _handle;
    private bool _disposed;

    /// <summary>Takes over the handle.</summary>
    internal OrtValue(OrtValueHandle handle) => _handle = handle;

    /// <summary>A binding may hold it longer than this object lives.</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed of.</exception>
    internal OrtValueHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _handle;
        }
    }

    /// <summary>A tensor over managed memory, pinned until the value is disposed of and no binding holds it.</summary>
    /// <param name="data">At least as many elements as the shape asks for.</param>
    /// <param name="shape">The shape, outermost dimension first.</param>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged
    {
        var elementType = TensorElement.Of(typeof(T));
        var needed = ElementCount(shape);
        if (needed > data.Length)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument,
                $"Managed memory size: {data.Length} elements is less than shape size: {needed} elements");
        }

        var pin = data.AsMemory().Pin();
        try
        {
            var bytes = (long)data.Length * sizeof(T);
            var value = OrtApi.CreateTensorWithDataAsOrtValue(
                OrtMemoryInfo.DefaultInstance.Handle, pin.Pointer, bytes, shape, (int)elementType);
            return new OrtValue(new OrtValueHandle(value, pin));
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _handle.Dispose();
    }

    private static long ElementCount(long[] shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            count = dimension >= 0
                ? checked(count * dimension)
                : throw new ArgumentOutOfRangeException(
                    nameof(shape), $"Shape must not have negative elements: {dimension}");
        }

        return count;
    }
}
