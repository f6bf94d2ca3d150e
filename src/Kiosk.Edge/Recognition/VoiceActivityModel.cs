using Kiosk.Edge.Sensing;
using Microsoft.ML.OnnxRuntime;

namespace Kiosk.Edge.Recognition;

/// <summary>Tells speech from everything else with the model <c>voice_activity</c>, 32 ms at a time. It remembers what
/// it heard before; one thread at a time.</summary>
internal sealed class VoiceActivityModel : IDisposable
{
    private static readonly ModelContract s_contract = new(
        "voice_activity",
        ["speech"],
        [new("samples", "float", [1, AudioBlock.Length]), new("state", "float", [1, -1])],
        [new("probability", "float", [1, 1]), new("state_out", "float", [1, -1])],
        threshold => [("speech", threshold.Speech)]);

    private readonly Model _model;
    private readonly TensorBuffer<float> _samples = new(1, AudioBlock.Length);
    private readonly TensorBuffer<float> _probability = new(1, 1);
    private readonly TensorBuffer<float> _state;
    private readonly TensorBuffer<float> _nextState;
    private readonly OrtIoBinding _binding;

    public VoiceActivityModel(ModelStore models)
    {
        _model = models.Load(s_contract);
        var length = _model.Card.Tensors.Inputs.Single(tensor => tensor.Name == "state").Shape[1];
        var nextLength = _model.Card.Tensors.Outputs.Single(tensor => tensor.Name == "state_out").Shape[1];
        if (length < 1 || length != nextLength)
        {
            _model.Dispose();
            throw new ModelRefusedException($"The model {_model.Card.Name} is refused: its state is {length} values "
                + $"long, the next one {nextLength}.");
        }

        // The contract has checked that it is there.
        Threshold = _model.Card.Threshold.Speech!.Value;
        _state = new TensorBuffer<float>(1, length);
        _nextState = new TensorBuffer<float>(1, length);
        _binding = _model.CreateBinding();
        _binding.BindInput("samples", _samples.Value);
        _binding.BindInput("state", _state.Value);
        _binding.BindOutput("probability", _probability.Value);
        _binding.BindOutput("state_out", _nextState.Value);
        _model.TryOut(_binding);
    }

    /// <summary>The probability from which the card calls it speech.</summary>
    public float Threshold { get; }

    /// <summary>Hears the next block.</summary>
    /// <param name="samples"><see cref="AudioBlock.Length"/> samples at 16 kHz, −1..1, finite.</param>
    /// <returns>The probability that somebody speaks in it, 0..1.</returns>
    public float Step(ReadOnlySpan<float> samples)
    {
        samples.CopyTo(_samples.Values);
        _model.Run(_binding);
        _nextState.Values.CopyTo(_state.Values);
        return _probability.Values[0];
    }

    /// <summary>Forgets everything heard, as after silence.</summary>
    public void Clear()
    {
        _samples.Clear();
        _probability.Clear();
        _state.Clear();
        _nextState.Clear();
    }

    public void Dispose()
    {
        _binding.Dispose();
        _samples.Dispose();
        _probability.Dispose();
        _state.Dispose();
        _nextState.Dispose();
        _model.Dispose();
    }
}
