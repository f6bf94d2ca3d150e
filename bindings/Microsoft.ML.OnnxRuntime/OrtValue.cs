using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor. Spans of its data are valid until it is disposed of.</summary>
public sealed unsafe class OrtValue : IDisposable
{
    private readonly OrtValueHandle _handle;
    private readonly OnnxValueType _type;
    private readonly OrtTensorTypeAndShapeInfo _tensor;
    private readonly void* _data;
    private bool _disposed;

    /// <summary>Takes over the handle.</summary>
    internal OrtValue(OrtValueHandle handle)
    {
        _handle = handle;
        var value = handle.DangerousGetHandle(); // nobody else knows the handle yet
        _type = (OnnxValueType)OrtApi.GetValueType(value);
        if (_type != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            return;
        }

        var tensorInfo = OrtApi.GetTensorTypeAndShape(value);
        try
        {
            _tensor = new OrtTensorTypeAndShapeInfo(tensorInfo);
        }
        finally
        {
            OrtApi.ReleaseTensorTypeAndShapeInfo(tensorInfo);
        }

        _data = _tensor.ElementDataType == TensorElementType.String ? null : OrtApi.GetTensorMutableData(value);
    }

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
    /// <param name="memoryInfo">Only <see cref="OrtMemoryInfo.DefaultInstance"/> exists here.</param>
    /// <param name="memory">At least as many elements as the shape asks for.</param>
    /// <param name="shape">The shape, outermost dimension first.</param>
    public static OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape)
        where T : unmanaged
    {
        var elementType = TensorElement.Of(typeof(T));
        var needed = ElementCount(shape);
        if (needed > memory.Length)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument,
                $"Managed memory size: {memory.Length} elements is less than shape size: {needed} elements");
        }

        return new OrtValue(PinnedTensor(memoryInfo, memory, shape, elementType));
    }

    /// <inheritdoc cref="CreateTensorValueFromMemory{T}(OrtMemoryInfo, Memory{T}, long[])"/>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged =>
        CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(), shape);

    /// <summary>A tensor in the allocator's memory, with whatever was there before.</summary>
    public static OrtValue CreateAllocatedTensorValue(
        OrtAllocator allocator, TensorElementType elementType, long[] shape) =>
        new(new OrtValueHandle(OrtApi.CreateTensorAsOrtValue(allocator.Handle, shape, (int)elementType)));

    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged =>
        GetTensorMutableDataAsSpan<T>();

    /// <summary>The elements; bytes of any tensor may be asked for.</summary>
    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged
    {
        var tensor = GetTensorTypeAndShape();
        var (type, size) = TensorElement.Find(tensor.ElementDataType);
        if (typeof(T) != type && typeof(T) != typeof(byte))
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument,
                $"Requested type: {typeof(T)} does not match the actual type: {type}");
        }

        return new Span<T>(_data, checked((int)(tensor.ElementCount * size / sizeof(T))));
    }

    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _type == OnnxValueType.ONNX_TYPE_TENSOR
            ? _tensor
            : throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"This OrtValue type contains: {_type}, not a tensor");
    }

    public void Dispose()
    {
        _disposed = true;
        _handle.Dispose();
    }

    private static OrtValueHandle PinnedTensor<T>(
        OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape, TensorElementType elementType)
        where T : unmanaged
    {
        var bytes = (long)memory.Length * sizeof(T);
        var pin = memory.Pin();
        try
        {
            return new OrtValueHandle(
                OrtApi.CreateTensorWithDataAsOrtValue(memoryInfo.Handle, pin.Pointer, bytes, shape, (int)elementType),
                pin);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
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
