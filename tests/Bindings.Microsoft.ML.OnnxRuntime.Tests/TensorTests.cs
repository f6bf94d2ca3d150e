using Microsoft.ML.OnnxRuntime;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests;

public sealed class TensorTests
{
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
    public void A_negative_dimension_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OrtValue.CreateTensorValueFromMemory(new float[4], [-2, -2]));

    [Fact]
    public void Disposing_twice_is_harmless()
    {
        var tensor = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);

        tensor.Dispose();
        tensor.Dispose();
    }
}
