using Microsoft.ML.OnnxRuntime;

namespace Kiosk.Benchmarks;

/// <summary>A model file alone, on one thread and tensors that stay: no picture is scaled for it and nothing decoded.
/// </summary>
internal sealed class Network : IDisposable
{
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly OrtValue[] _inputs;
    private readonly IDisposableReadOnlyCollection<OrtValue> _outputs;

    /// <param name="path">The model.</param>
    /// <param name="inputs">In the model's order; disposed of with this object.</param>
    public Network(string path, params OrtValue[] inputs)
    {
        _inputs = inputs;
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,

            // UltraFace lists its weights as inputs, which is worth a warning each.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(path, options);
        _outputs = _session.Run(_runOptions, _session.InputNames, inputs, _session.OutputNames);
        _binding = _session.CreateIoBinding();
        foreach (var (name, value) in _session.InputNames.Zip(inputs))
        {
            _binding.BindInput(name, value);
        }

        foreach (var (name, value) in _session.OutputNames.Zip(_outputs))
        {
            _binding.BindOutput(name, value);
        }
    }

    /// <summary>Noise of 0..255, as float or byte.</summary>
    public static OrtValue Noise<T>(params long[] shape)
        where T : unmanaged
    {
        var values = new T[shape.Aggregate(1L, (product, size) => product * size)];
        var random = new Random(1);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (T)Convert.ChangeType(random.Next(256), typeof(T), null);
        }

        return OrtValue.CreateTensorValueFromMemory(values, shape);
    }

    public void Run() => _session.RunWithBinding(_runOptions, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _outputs.Dispose();
        _session.Dispose();
        _runOptions.Dispose();
        foreach (var input in _inputs)
        {
            input.Dispose();
        }
    }
}
