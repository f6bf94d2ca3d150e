using Kiosk.Edge.Sensing;
using Microsoft.ML.OnnxRuntime;

namespace Kiosk.Edge.Recognition;

/// <summary>Reads the emotion of two seconds of speech with the model <c>voice_emotion</c>. One thread at a time.
/// </summary>
internal sealed class VoiceEmotionModel : IDisposable
{
    /// <summary>Samples in a window: 2 s.</summary>
    public const int WindowLength = 2 * AudioBlock.SampleRateHz;

    private static readonly ModelContract s_contract = new(
        "voice_emotion",
        [.. WireName.All<VoiceEmotion>()],
        [new("samples", "float", [1, WindowLength])],
        [new("scores", "float", [1, VoiceScores.Count]), new("arousal", "float", [1])],
        threshold => [("abstain_below", threshold.AbstainBelow)]);

    private readonly Model _model;
    private readonly TensorBuffer<float> _samples = new(1, WindowLength);
    private readonly TensorBuffer<float> _scores = new(1, VoiceScores.Count);
    private readonly TensorBuffer<float> _arousal = new(1);
    private readonly OrtIoBinding _binding;

    public VoiceEmotionModel(ModelStore models)
    {
        _model = models.Load(s_contract);
        _binding = _model.CreateBinding();
        _binding.BindInput("samples", _samples.Value);
        _binding.BindOutput("scores", _scores.Value);
        _binding.BindOutput("arousal", _arousal.Value);
        _model.TryOut(_binding);
    }

    public ModelCard Card => _model.Card;

    /// <summary>The window, oldest sample first, −1..1 and finite: write it here, then <see cref="Run"/>. Where speech
    /// is shorter, the rest is 0.</summary>
    public Span<float> Samples => _samples.Values;

    /// <summary>The emotion of <see cref="Samples"/> and how activated it sounds, 0..1.</summary>
    public (VoiceScores Scores, float Arousal) Run()
    {
        _model.Run(_binding);
        var scores = default(VoiceScores);
        _scores.Values.CopyTo(scores);
        return (scores, _arousal.Values[0]);
    }

    /// <summary>Wipes the last window and what was read from it.</summary>
    public void Clear()
    {
        _samples.Clear();
        _scores.Clear();
        _arousal.Clear();
    }

    public void Dispose()
    {
        _binding.Dispose();
        _samples.Dispose();
        _scores.Dispose();
        _arousal.Dispose();
        _model.Dispose();
    }
}
