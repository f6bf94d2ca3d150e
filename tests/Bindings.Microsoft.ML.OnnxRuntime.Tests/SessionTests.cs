using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests;

public sealed class SessionTests
{
    private readonly SessionOptions _options = new() { IntraOpNumThreads = 1 };

    [Fact]
    public void Runs_a_model_of_floats()
    {
        using var session = new InferenceSession(TinyModel.Doubles(TinyModel.Float, "2", "2"), _options);

        Assert.Equal([2f, 4f, 6f, 8f], Run<float, float>(session, [1, 2, 3, 4], [2, 2]));
    }

    [Fact]
    public void Runs_a_model_of_long_integers()
    {
        using var session = new InferenceSession(TinyModel.Doubles(TinyModel.Int64, "1", "3"), _options);

        Assert.Equal([2L, 1L << 41, -6L], Run<long, long>(session, [1, 1L << 40, -3], [1, 3]));
    }

    [Fact]
    public void Runs_a_model_of_bytes()
    {
        using var session = new InferenceSession(TinyModel.BytesToFloats("1", "3"), _options);

        Assert.Equal([0f, 128f, 255f], Run<byte, float>(session, [0, 128, 255], [1, 3]));
    }

    [Fact]
    public void Takes_any_size_of_a_free_dimension()
    {
        using var session = new InferenceSession(TinyModel.Doubles(TinyModel.Float, "n", "2"), _options);

        Assert.Equal([2f, 4f], Run<float, float>(session, [1, 2], [1, 2]));
        Assert.Equal([2f, 4f, 6f, 8f, 10f, 12f], Run<float, float>(session, [1, 2, 3, 4, 5, 6], [3, 2]));
        Assert.Empty(Run<float, float>(session, [], [0, 2]));
    }

    [Fact]
    public void Describes_inputs_and_outputs()
    {
        using var session = new InferenceSession(TinyModel.BytesToFloats("1", "height", "3"), _options);

        Assert.Equal(["x"], session.InputNames);
        Assert.Equal(["y"], session.OutputNames);
        var input = session.InputMetadata["x"];
        Assert.True(input.IsTensor);
        Assert.Equal([1, -1, 3], input.Dimensions);
        Assert.Equal(TensorElementType.UInt8, input.ElementDataType);
        Assert.Equal(TensorElementType.Float, session.OutputMetadata["y"].ElementDataType);
    }

    [Fact]
    public void Reads_the_same_model_from_a_file()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("onnx").FullName, "한글 모델.onnx");
        File.WriteAllBytes(path, TinyModel.Doubles(TinyModel.Float, "1"));

        using var session = new InferenceSession(path, _options);

        Assert.Equal([14f], Run<float, float>(session, [7], [1]));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true); // a file in a folder has one
    }

    [Fact]
    public void Says_which_model_file_is_missing()
    {
        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("/nowhere/face.onnx", _options));

        Assert.StartsWith("[ErrorCode:NoSuchFile]", error.Message);
        Assert.Contains("/nowhere/face.onnx", error.Message);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "[ErrorCode:InvalidProtobuf]")]
    [InlineData(new byte[0], "[ErrorCode:InvalidArgument]")]
    public void Refuses_a_corrupt_model_with_the_native_message(byte[] model, string expected)
    {
        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(model, _options));

        Assert.StartsWith(expected, error.Message);
    }

    [Fact]
    public void Refuses_a_truncated_model()
    {
        var model = TinyModel.Doubles(TinyModel.Float, "1");

        Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(model[..^20], _options));
    }

    [Fact]
    public void Refuses_a_wrong_shape_with_the_native_message_and_goes_on()
    {
        using var session = new InferenceSession(TinyModel.Doubles(TinyModel.Float, "2", "2"), _options);

        var rank = Assert.Throws<OnnxRuntimeException>(() => Run<float, float>(session, [1, 2, 3, 4], [4]));
        var size = Assert.Throws<OnnxRuntimeException>(() => Run<float, float>(session, [1, 2], [1, 2]));

        Assert.Contains("Invalid rank for input: x Got: 1 Expected: 2", rank.Message);
        Assert.Contains("Got invalid dimensions for input: x", size.Message);
        Assert.Equal([2f, 4f, 6f, 8f], Run<float, float>(session, [1, 2, 3, 4], [2, 2]));
    }

    [Fact]
    public void Refuses_a_wrong_element_type_with_the_native_message()
    {
        using var session = new InferenceSession(TinyModel.Doubles(TinyModel.Float, "1"), _options);

        var error = Assert.Throws<OnnxRuntimeException>(() => Run<long, float>(session, [1], [1]));

        Assert.Contains("tensor(int64)", error.Message);
        Assert.Contains("tensor(float)", error.Message);
    }

    [Fact]
    public void Runs_into_memory_of_the_library()
    {
        using var session = new InferenceSession(TinyModel.Doubles(TinyModel.Float, "n"), _options);
        using var runOptions = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [2]);

        // What one run left there is the next one's input.
        using var once = session.Run(runOptions, session.InputNames, [value], session.OutputNames);
        using var binding = session.CreateIoBinding();
        var output = new float[2];
        using var twice = OrtValue.CreateTensorValueFromMemory(output, [2]);
        binding.BindInput("x", Assert.Single(once));
        binding.BindOutput("y", twice);
        session.RunWithBinding(runOptions, binding);

        Assert.Equal([4, 8], output);
    }

    [Fact]
    public void Refuses_names_the_model_does_not_have()
    {
        using var session = new InferenceSession(TinyModel.Doubles(TinyModel.Float, "1"), _options);
        using var runOptions = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);

        var input = Assert.Throws<OnnxRuntimeException>(() => session.Run(runOptions, ["z"], [value], ["y"]));
        var output = Assert.Throws<OnnxRuntimeException>(() => session.Run(runOptions, ["x"], [value], ["z"]));

        Assert.Equal("[ErrorCode:InvalidArgument] Input name: 'z' is not in the metadata", input.Message);
        Assert.Equal("[ErrorCode:InvalidArgument] Output name: 'z' is not in the metadata", output.Message);
        Assert.Throws<ArgumentException>(() => session.Run(runOptions, ["x", "x"], [value], ["y"]));
    }

    [Fact]
    public void Keeps_the_options_it_is_given()
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 2,
            InterOpNumThreads = 3,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        Assert.Equal(2, options.IntraOpNumThreads);
        Assert.Equal(3, options.InterOpNumThreads);
        Assert.Equal(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, options.LogSeverityLevel);
        using var session = new InferenceSession(TinyModel.Doubles(TinyModel.Float, "1"), options);
        Assert.Equal([2f], Run<float, float>(session, [1], [1]));
    }

    [Fact]
    public void Starts_from_the_same_options_as_the_library()
    {
        using var options = new SessionOptions();

        Assert.Equal(0, options.IntraOpNumThreads);
        Assert.Equal(0, options.InterOpNumThreads);
        Assert.Equal(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, options.LogSeverityLevel);
    }

    private static TOut[] Run<TIn, TOut>(InferenceSession session, TIn[] input, long[] shape)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        using var runOptions = new RunOptions();
        var output = new TOut[input.Length];
        using var x = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var y = OrtValue.CreateTensorValueFromMemory(output, shape);
        using var binding = session.CreateIoBinding();
        binding.BindInput("x", x);
        binding.BindOutput("y", y);
        session.RunWithBinding(runOptions, binding);
        return output;
    }
}
