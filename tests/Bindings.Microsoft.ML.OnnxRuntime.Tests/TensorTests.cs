using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests;

public sealed class TensorTests
{
    [Fact]
    public void A_tensor_over_managed_memory_is_that_memory()
    {
        var memory = new float[] { 1, 2, 3, 4 };
        using var tensor = OrtValue.CreateTensorValueFromMemory(memory, [2, 2]);

        memory[1] = 20;
        tensor.GetTensorMutableDataAsSpan<float>()[2] = 30;

        Assert.Equal([1, 20, 30, 4], tensor.GetTensorDataAsSpan<float>());
        Assert.Equal([1, 20, 30, 4], memory);
    }

    [Fact]
    public void A_tensor_may_lie_on_a_part_of_the_memory()
    {
        var memory = new byte[] { 0, 1, 2, 3, 4, 5 };
        using var tensor = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, memory.AsMemory(2), [1, 3]);

        Assert.Equal([2, 3, 4], tensor.GetTensorDataAsSpan<byte>().ToArray());
    }

    [Fact]
    public void The_memory_of_a_tensor_does_not_move()
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(Numbers(1000), [1000]);
        var before = Address(tensor);

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        Assert.Equal(before, Address(tensor));
        Assert.Equal(Numbers(1000), tensor.GetTensorDataAsSpan<long>());
    }

    [Fact]
    public void An_allocated_tensor_can_be_written_and_read()
    {
        using var tensor = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, TensorElementType.Int64, [2, 3]);

        Numbers(6).CopyTo(tensor.GetTensorMutableDataAsSpan<long>());

        Assert.Equal([0L, 1, 2, 3, 4, 5], tensor.GetTensorDataAsSpan<long>());
    }

    [Fact]
    public void A_tensor_knows_its_type_and_shape()
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(new short[24], [2, 3, 4]);

        var info = tensor.GetTensorTypeAndShape();

        Assert.Equal(TensorElementType.Int16, info.ElementDataType);
        Assert.Equal(24, info.ElementCount);
        Assert.Equal(3, info.DimensionsCount);
        Assert.Equal([2, 3, 4], info.Shape);
    }

    [Fact]
    public void A_scalar_has_one_element_and_no_dimension()
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(new double[] { 0.5 }, []);

        Assert.Equal(1, tensor.GetTensorTypeAndShape().ElementCount);
        Assert.Equal(0, tensor.GetTensorTypeAndShape().DimensionsCount);
        Assert.Equal([0.5], tensor.GetTensorDataAsSpan<double>());
    }

    [Fact]
    public void An_empty_tensor_has_an_empty_span()
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [0, 2]);

        Assert.True(tensor.GetTensorDataAsSpan<float>().IsEmpty);
    }

    [Fact]
    public void The_bytes_of_any_tensor_can_be_read()
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(new ushort[] { 0x0201, 0x0403 }, [2]);

        Assert.Equal([1, 2, 3, 4], tensor.GetTensorDataAsSpan<byte>().ToArray());
    }

    [Fact]
    public void Another_type_than_the_tensors_is_refused()
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);

        var error = Assert.Throws<OnnxRuntimeException>(() => tensor.GetTensorDataAsSpan<int>().Length);

        Assert.Equal(
            "[ErrorCode:InvalidArgument] Requested type: System.Int32 does not match the actual type: System.Single",
            error.Message);
    }

    [Fact]
    public void A_type_that_is_no_element_type_is_refused()
    {
        var error = Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new char[1], [1]));

        Assert.Equal("[ErrorCode:InvalidArgument] Tensor of type: System.Char is not supported", error.Message);
    }

    [Fact]
    public void A_shape_larger_than_the_memory_is_refused()
    {
        var memory = new float[3];

        var error = Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(memory, [2, 2]));

        Assert.Equal(
            "[ErrorCode:InvalidArgument] Managed memory size: 3 elements is less than shape size: 4 elements",
            error.Message);
    }

    [Fact]
    public void A_negative_dimension_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OrtValue.CreateTensorValueFromMemory(new float[4], [-2, -2]));
        Assert.Throws<OnnxRuntimeException>(() =>
            OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [-1]));
    }

    [Fact]
    public void Disposing_twice_is_harmless()
    {
        var tensor = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);

        tensor.Dispose();
        tensor.Dispose();
    }

    /// <summary>Made in a method of its own, so that no local variable keeps the array.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (long)i)];

    private static unsafe nint Address(OrtValue tensor)
    {
        fixed (long* data = tensor.GetTensorDataAsSpan<long>())
        {
            return (nint)data;
        }
    }
}
