using System.Text.Json.Serialization;

namespace Kiosk.Edge.Recognition;

/// <summary>What the worker reads of a model's card, NAME.json. The rest of a card (metrics, training data, limits) is
/// for people; <c>models/quantized/README.md</c> describes it.</summary>
public sealed record ModelCard
{
    /// <summary>The model's name, which is also the name of both files.</summary>
    public required string Name { get; init; }

    /// <summary>The version that logs, reports and <c>eval</c> name.</summary>
    public required string Version { get; init; }

    /// <summary>The model's file, in the same folder.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the model's file, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What goes in and what comes out.</summary>
    public required ModelTensors Tensors { get; init; }

    /// <summary>The names of the scores, in their order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Where scores turn into an answer.</summary>
    public required ModelThreshold Threshold { get; init; }

    /// <summary>Where the landmarks of a face go in its crop; only of a model that takes an aligned face.</summary>
    public FaceAlignment? Alignment { get; init; }

    /// <summary>Languages, as primary subtags (BCP 47), in which a voice's emotion may be named; in every other one only
    /// its arousal may be used. Only of the model that reads voices; without it, it names no emotion.</summary>
    public IReadOnlyList<string> EmotionLanguages { get; init; } = [];

    /// <summary>Whether every set the model was trained on allows commercial use.</summary>
    public required bool CommercialUse { get; init; }

    /// <summary>Whether the model does not know: none of its labels reaches the threshold, which the contract of a model
    /// that names labels has checked to be there.</summary>
    /// <param name="scores">The probability of each label.</param>
    internal bool Abstains(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
        {
            if (score >= Threshold.AbstainBelow)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>The tensors of a model, by name.</summary>
/// <param name="Inputs">What goes in.</param>
/// <param name="Outputs">What comes out.</param>
public sealed record ModelTensors(IReadOnlyList<ModelTensor> Inputs, IReadOnlyList<ModelTensor> Outputs);

/// <summary>One tensor.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type"><c>uint8</c>, <c>int64</c> or <c>float</c>.</param>
/// <param name="Shape">Its sizes, outermost first; −1 is free.</param>
public sealed record ModelTensor(string Name, string Type, IReadOnlyList<int> Shape)
{
    /// <summary>As a sentence names it: <c>scores float [1,8]</c>.</summary>
    public override string ToString() => $"{Name} {Type} [{string.Join(',', Shape)}]";
}

/// <summary>Where scores turn into an answer, each 0..1. A model has those that its task needs.</summary>
public sealed record ModelThreshold
{
    /// <summary>A box with a lower probability is no face.</summary>
    public float? Score { get; init; }

    /// <summary>Of two boxes whose intersection over union is greater, the weaker one is dropped.</summary>
    public float? NmsIou { get; init; }

    /// <summary>A block of sound with a lower probability is not speech.</summary>
    public float? Speech { get; init; }

    /// <summary>When the best label's probability is lower, the model does not know.</summary>
    public float? AbstainBelow { get; init; }
}

/// <summary>How a face is cut out: by the similarity transform that takes its landmarks closest to these.</summary>
/// <param name="Size">Width and height of the crop in pixels.</param>
/// <param name="Landmarks">x, y of the eye on the picture's left, the eye on its right, the nose tip, the mouth corner
/// on its left and the one on its right, in pixels of the crop; (0, 0) is the centre of its top-left pixel.</param>
public sealed record FaceAlignment(int Size, IReadOnlyList<IReadOnlyList<float>> Landmarks);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelCard))]
internal sealed partial class ModelCardJson : JsonSerializerContext;
