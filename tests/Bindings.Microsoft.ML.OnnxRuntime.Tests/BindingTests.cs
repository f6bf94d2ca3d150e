using Microsoft.ML.OnnxRuntime;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests;

public sealed class BindingTests : IDisposable
{
    private readonly SessionOptions _options = new() { IntraOpNumThreads = 1 };
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;

    public BindingTests()
    {
        _session = new InferenceSession(TinyModel.Doubles(TinyModel.Float, "n", "2"), _options);
        _binding = _session.CreateIoBinding();
    }

    public void Dispose()
    {
        _binding.Dispose();
        _session.Dispose();
        _runOptions.Dispose();
        _options.Dispose();
    }

    [Fact]
    public void A_run_reads_and_writes_the_bound_memory()
    {
        var input = new float[] { 1, 2 };
        var output = new float[2];
        using var x = OrtValue.CreateTensorValueFromMemory(input, [1, 2]);
        using var y = OrtValue.CreateTensorValueFromMemory(output, [1, 2]);
        _binding.BindInput("x", x);
        _binding.BindOutput("y", y);

        _session.RunWithBinding(_runOptions, _binding);
        Assert.Equal([2, 4], output);

        input[0] = 10;
        _session.RunWithBinding(_runOptions, _binding);
        Assert.Equal([20, 4], output);
    }

    [Fact]
    public void A_name_can_be_bound_again_to_another_size()
    {
        foreach (var n in new[] { 1, 5, 2, 5, 1 })
        {
            var output = new float[2 * n];
            using var x = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat((float)n, 2 * n).ToArray(), [n, 2]);
            using var y = OrtValue.CreateTensorValueFromMemory(output, [n, 2]);
            _binding.BindInput("x", x);
            _binding.BindOutput("y", y);

            _session.RunWithBinding(_runOptions, _binding);

            Assert.All(output, value => Assert.Equal(2 * n, value));
        }
    }

    [Fact]
    public void A_wrong_shape_is_refused_with_the_native_message_and_the_binding_stays_usable()
    {
        using var wrong = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);
        using var right = OrtValue.CreateTensorValueFromMemory(new float[] { 3, 4 }, [1, 2]);
        var output = new float[2];
        using var y = OrtValue.CreateTensorValueFromMemory(output, [1, 2]);
        _binding.BindOutput("y", y);
        _binding.BindInput("x", wrong);

        var error = Assert.Throws<OnnxRuntimeException>(() => _session.RunWithBinding(_runOptions, _binding));

        Assert.StartsWith("[ErrorCode:InvalidArgument]", error.Message);
        Assert.Contains("Got invalid dimensions for input: x", error.Message);
        _binding.BindInput("x", right);
        _session.RunWithBinding(_runOptions, _binding);
        Assert.Equal([6, 8], output);
    }

    [Fact]
    public void An_unknown_input_name_is_refused_with_the_native_message()
    {
        using var value = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);

        var error = Assert.Throws<OnnxRuntimeException>(() => _binding.BindInput("얼굴", value));

        Assert.Contains("얼굴", error.Message);
    }

    [Fact]
    public void A_run_without_its_input_is_refused()
    {
        using var x = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);
        using var y = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);
        _binding.BindOutput("y", y);
        _binding.BindInput("x", x);

        _binding.ClearBoundInputs();

        Assert.Throws<OnnxRuntimeException>(() => _session.RunWithBinding(_runOptions, _binding));
    }
}
