using Microsoft.ML.OnnxRuntime;

namespace Kiosk.Edge.Recognition;

/// <summary>Reads what a Korean or English text expresses with the model <c>words_emotion</c>. Nothing of the text is
/// left behind. One thread at a time.</summary>
public sealed class WordsRecognizer : IDisposable
{
    private static readonly ModelContract s_contract = new(
        "words_emotion",
        [.. WireName.All<WordsEmotion>()],
        [new("ids", "int64", [1, -1])],
        [new("scores", "float", [1, WordsScores.Count])],
        threshold => [("abstain_below", threshold.AbstainBelow)]);

    private readonly Model _model;
    private readonly TensorBuffer<float> _scores = new(1, WordsScores.Count);
    private readonly OrtIoBinding _binding;

    /// <summary>Loads <c>words_emotion</c>.</summary>
    /// <exception cref="ModelRefusedException">It can't be used.</exception>
    public WordsRecognizer(ModelStore models)
    {
        _model = models.Load(s_contract);
        _binding = _model.CreateBinding();
        _binding.BindOutput("scores", _scores.Value);
        using var ids = new TensorBuffer<long>(1, 1);
        _binding.BindInput("ids", ids.Value);
        _model.TryOut(_binding);
    }

    /// <summary>What the model says about itself.</summary>
    internal ModelCard Card => _model.Card;

    /// <summary>Reads a text of any length; what lies beyond <see cref="WordHashes.Longest"/> characters is not looked
    /// at.</summary>
    /// <param name="at">When it was told, UTC.</param>
    /// <param name="text">The text; the caller lets go of it.</param>
    public WordsReading Read(DateTimeOffset at, ReadOnlySpan<char> text)
    {
        var rows = WordHashes.Of(text);
        using var ids = new TensorBuffer<long>(1, rows.Length);
        rows.CopyTo(ids.Values);
        Array.Clear(rows); // they spell what the customer wrote
        _binding.BindInput("ids", ids.Value);
        _model.Run(_binding);
        _binding.ClearBoundInputs();

        var scores = default(WordsScores);
        _scores.Values.CopyTo(scores);
        _scores.Clear();
        return new WordsReading(at, scores, Card.Abstains(scores));
    }

    /// <summary>Wipes the buffers and frees the model.</summary>
    public void Dispose()
    {
        _binding.Dispose();
        _scores.Dispose();
        _model.Dispose();
    }
}
