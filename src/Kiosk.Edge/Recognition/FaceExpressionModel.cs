using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace Kiosk.Edge.Recognition;

/// <summary>Reads the expression of one aligned face with the model <c>face_expression</c>. One thread at a time.
/// </summary>
internal sealed class FaceExpressionModel : IDisposable
{
    private static readonly ModelContract s_contract = new(
        "face_expression",
        [.. WireName.All<Expression>()],
        [new("face", "uint8", [-1, -1, -1])],
        [new("scores", "float", [-1, ExpressionScores.Count])],
        threshold => [("abstain_below", threshold.AbstainBelow)]);

    private readonly Model _model;
    private readonly TensorBuffer<byte> _face;
    private readonly TensorBuffer<float> _scores = new(1, ExpressionScores.Count);
    private readonly OrtIoBinding _binding;

    public FaceExpressionModel(ModelStore models)
    {
        _model = models.Load(s_contract);
        Alignment = AlignmentOf(_model);
        _face = new TensorBuffer<byte>(1, Alignment.Size, Alignment.Size);
        Face = Mat.FromPixelData(Alignment.Size, Alignment.Size, MatType.CV_8UC1, _face.Address);
        _binding = _model.CreateBinding();
        _binding.BindInput("face", _face.Value);
        _binding.BindOutput("scores", _scores.Value);
        _model.TryOut(_binding);
    }

    public ModelCard Card => _model.Card;

    /// <summary>How a face must be cut out for it.</summary>
    public FaceAlignment Alignment { get; }

    /// <summary>The aligned face, 8-bit gray: write it here, then <see cref="Run"/>.</summary>
    public Mat Face { get; }

    /// <summary>The expression of <see cref="Face"/>.</summary>
    public ExpressionScores Run()
    {
        _model.Run(_binding);
        var scores = default(ExpressionScores);
        _scores.Values.CopyTo(scores);
        return scores;
    }

    /// <summary>Wipes the last face and what was read from it.</summary>
    public void Clear()
    {
        _face.Clear();
        _scores.Clear();
    }

    public void Dispose()
    {
        _binding.Dispose();
        Face.Dispose();
        _face.Dispose();
        _scores.Dispose();
        _model.Dispose();
    }

    private static FaceAlignment AlignmentOf(Model model)
    {
        var alignment = model.Card.Alignment;
        var shape = model.Card.Tensors.Inputs[0].Shape;
        if (alignment is { Size: > 0 }
            && shape[1] == alignment.Size
            && shape[2] == alignment.Size
            && alignment.Landmarks.Count == Landmarks.Count
            && alignment.Landmarks.All(point => point.Count == 2))
        {
            return alignment;
        }

        model.Dispose();
        throw new ModelRefusedException($"The model {model.Card.Name} is refused: its card lacks an alignment of the "
            + $"size of its input with {Landmarks.Count} landmarks of x and y.");
    }
}
