using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kiosk.Edge.Recognition;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Tests.Fakes;

/// <summary>A folder of models with their cards, deleted at the end of the test. Its models are real ONNX graphs whose
/// answers the test chooses.</summary>
internal sealed class ModelFolder : IDisposable
{
    /// <summary>Candidates of a 256 × 320 input: one for each cell of strides 8, 16 and 32.</summary>
    private const int Candidates = 1680;

    public string Path { get; } = Directory.CreateTempSubdirectory("models-").FullName;

    /// <summary>The models this repository ships.</summary>
    public static ModelStore Shipped() => Store(System.IO.Path.Combine(AppContext.BaseDirectory, "models"));

    public ModelStore Store(bool acceptNonCommercial = true) => Store(Path, acceptNonCommercial);

    /// <summary>Writes a model and a card that fits it, except for what <paramref name="change"/> does to the card.
    /// </summary>
    public ModelFolder With(string name, byte[] model, JsonObject card, Action<JsonObject>? change = null)
    {
        card["name"] = name;
        card["version"] = "0.0.1";
        card["file"] = name + ".onnx";
        card["sha256"] = Convert.ToHexStringLower(SHA256.HashData(model));
        card["commercial_use"] = true;
        change?.Invoke(card);
        File.WriteAllBytes(System.IO.Path.Combine(Path, name + ".onnx"), model);
        File.WriteAllText(System.IO.Path.Combine(Path, name + ".json"), card.ToJsonString());
        return this;
    }

    /// <summary>A detector that sees these faces in every 4:3 picture; positions in pixels of its 256 × 320 input.
    /// </summary>
    public ModelFolder WithDetector(params DetectedFace[] faces)
    {
        var boxes = new float[Candidates * 4];
        var scores = new float[Candidates];
        var landmarks = new float[Candidates * 10];
        for (var i = 0; i < faces.Length; i++)
        {
            var box = faces[i].Box;
            ((float[])[box.Left, box.Top, box.Right, box.Bottom]).CopyTo(boxes, i * 4);
            scores[i] = faces[i].Score;
            for (var point = 0; point < Landmarks.Count; point++)
            {
                landmarks[i * 10 + point * 2] = faces[i].Landmarks[point].X;
                landmarks[i * 10 + point * 2 + 1] = faces[i].Landmarks[point].Y;
            }
        }

        var model = new OnnxFile()
            .Input("image", "uint8", 1, -1, -1, 3)
            .Constant("boxes", [1, Candidates, 4], boxes)
            .Constant("scores", [1, Candidates], scores)
            .Constant("landmarks", [1, Candidates, 5, 2], landmarks)
            .ToArray();
        return With("face_detector", model, Card(
            ["face"],
            [("image", "uint8", [1, -1, -1, 3])],
            [
                ("boxes", "float", [1, Candidates, 4]),
                ("scores", "float", [1, Candidates]),
                ("landmarks", "float", [1, Candidates, 5, 2]),
            ],
            new JsonObject { ["score"] = 0.5, ["nms_iou"] = 0.45 }));
    }

    /// <summary>An expression model that always answers the same.</summary>
    public ModelFolder WithExpression(params float[] scores)
    {
        var model = new OnnxFile()
            .Input("face", "uint8", -1, 48, 48)
            .Constant("scores", [1, 8], scores)
            .ToArray();
        return With("face_expression", model, ExpressionCard());
    }

    public static JsonObject ExpressionCard()
    {
        var card = Card(
            ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"],
            [("face", "uint8", [-1, 48, 48])],
            [("scores", "float", [1, 8])],
            new JsonObject { ["abstain_below"] = 0.4 });
        card["alignment"] = JsonNode.Parse(
            """{"size":48,"landmarks":[[14,18],[34,18],[24,28],[16,38],[32,38]]}""");
        return card;
    }

    /// <summary>A voice activity model that takes a block's loudest sample for the probability of speech, and an
    /// emotion model whose arousal is the window's loudest sample.</summary>
    public ModelFolder WithVoice(params float[] scores)
    {
        var activity = new OnnxFile()
            .Input("samples", "float", 1, 512)
            .Input("state", "float", 1, 4)
            .Output("probability", "float", 1, 1)
            .Output("state_out", "float", 1, 4)
            .ReduceMax("samples", "probability", axes: [1], keepAxes: true)
            .Identity("state", "state_out")
            .ToArray();
        With("voice_activity", activity, Card(
            ["speech"],
            [("samples", "float", [1, 512]), ("state", "float", [1, 4])],
            [("probability", "float", [1, 1]), ("state_out", "float", [1, 4])],
            new JsonObject { ["speech"] = 0.5 }));

        var emotion = new OnnxFile()
            .Input("samples", "float", 1, 32000)
            .Constant("scores", [1, 5], scores)
            .Output("arousal", "float", 1)
            .ReduceMax("samples", "arousal", axes: [1], keepAxes: false)
            .ToArray();
        var card = Card(
            ["neutral", "happiness", "sadness", "anger", "fear"],
            [("samples", "float", [1, 32000])],
            [("scores", "float", [1, 5]), ("arousal", "float", [1])],
            new JsonObject { ["abstain_below"] = 0.4 });
        card["emotion_languages"] = new JsonArray("en");
        return With("voice_emotion", emotion, card);
    }

    /// <summary>A words model that always answers the same.</summary>
    public ModelFolder WithWords(params float[] scores)
    {
        var model = new OnnxFile()
            .Input("ids", "int64", 1, -1)
            .Constant("scores", [1, 4], scores)
            .ToArray();
        return With("words_emotion", model, Card(
            ["complaint", "worry", "thanks", "other"],
            [("ids", "int64", [1, -1])],
            [("scores", "float", [1, 4])],
            new JsonObject { ["abstain_below"] = 0.4 }));
    }

    public static JsonObject Card(
        string[] labels,
        (string Name, string Type, int[] Shape)[] inputs,
        (string Name, string Type, int[] Shape)[] outputs,
        JsonObject threshold) => new()
        {
            ["tensors"] = new JsonObject { ["inputs"] = Tensors(inputs), ["outputs"] = Tensors(outputs) },
            ["labels"] = new JsonArray([.. labels.Select(label => JsonValue.Create(label))]),
            ["threshold"] = threshold,
        };

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static JsonArray Tensors((string Name, string Type, int[] Shape)[] tensors) =>
        new([.. tensors.Select(tensor => new JsonObject
        {
            ["name"] = tensor.Name,
            ["type"] = tensor.Type,
            ["shape"] = new JsonArray([.. tensor.Shape.Select(size => JsonValue.Create(size))]),
        })]);

    private static ModelStore Store(string folder, bool acceptNonCommercial = true) => new(
        Options.Create(new ModelsOptions { Folder = folder, AcceptNonCommercial = acceptNonCommercial }),
        NullLogger<ModelStore>.Instance);
}
