using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Tests.Fakes;

namespace Kiosk.Edge.Tests.Recognition;

public sealed partial class ModelStoreTests : IDisposable
{
    private static readonly float[] s_scores = [0.1f, 0.2f, 0.1f, 0.1f, 0.2f, 0.1f, 0.1f, 0.1f];

    private readonly ModelFolder _folder = new ModelFolder().WithExpression(s_scores);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Those_to_measure_are_below_the_current_folder_or_beside_the_program()
    {
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "mine"), ModelStore.ForMeasuring("mine").Folder);
        Assert.Equal(_folder.Path, ModelStore.ForMeasuring(_folder.Path).Folder);
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "models"), ModelStore.ForMeasuring().Folder);
    }

    [Fact]
    public void A_model_that_fits_its_card_is_loaded()
    {
        using var model = new FaceExpressionModel(_folder.Store());

        Assert.Equal("0.0.1", model.Card.Version);
        var scores = model.Run();
        Assert.Equal(s_scores, ((ReadOnlySpan<float>)scores).ToArray());
    }

    [Fact]
    public void The_library_may_not_tell_its_maker()
    {
        _ = _folder.Store();

        // As the library reads it: .NET's own copy of the environment may differ.
        Assert.Equal("1", Marshal.PtrToStringUTF8(GetVariable("ORT_DISABLE_TELEMETRY")));
    }

    [Fact]
    public void A_missing_card_is_named()
    {
        File.Delete(PathOf("face_expression.json"));

        AssertRefused("face_expression.json is missing");
    }

    [Fact]
    public void A_missing_model_is_named()
    {
        File.Delete(PathOf("face_expression.onnx"));

        AssertRefused("face_expression.onnx is missing");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"name":5}""")]
    public void A_damaged_card_is_refused(string json)
    {
        File.WriteAllText(PathOf("face_expression.json"), json);

        AssertRefused("card");
    }

    [Fact]
    public void A_model_that_was_changed_after_its_card_is_refused()
    {
        var path = PathOf("face_expression.onnx");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        AssertRefused("SHA-256");
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused()
    {
        _folder.With("face_expression", [1, 2, 3, 4], ModelFolder.ExpressionCard());

        AssertRefused("ONNX Runtime can't load");
    }

    [Fact]
    public void A_model_of_another_shape_than_its_card_is_refused()
    {
        var model = new OnnxFile().Input("face", "uint8", -1, 64, 64).Constant("scores", [1, 8], s_scores).ToArray();
        _folder.With("face_expression", model, ModelFolder.ExpressionCard());

        AssertRefused("face uint8 [-1,64,64] instead of face uint8 [-1,48,48]");
    }

    [Fact]
    public void A_model_of_another_type_than_its_card_is_refused()
    {
        var model = new OnnxFile().Input("face", "float", -1, 48, 48).Constant("scores", [1, 8], s_scores).ToArray();
        _folder.With("face_expression", model, ModelFolder.ExpressionCard());

        AssertRefused("face float [-1,48,48] instead of face uint8 [-1,48,48]");
    }

    [Theory]
    [InlineData("name", "\"face_detector\"", "the card is that of face_detector")]
    [InlineData("file", "\"../face_expression.onnx\"", "../face_expression.onnx instead of face_expression.onnx")]
    [InlineData("labels", """["neutral","happiness"]""", "labels are neutral, happiness instead of")]
    [InlineData("threshold", "{}", "threshold.abstain_below")]
    [InlineData("threshold", """{"abstain_below":40}""", "threshold.abstain_below")]
    [InlineData("alignment", "null", "lacks an alignment")]
    [InlineData("alignment", """{"size":64,"landmarks":[[1,1],[2,1],[3,1],[4,1],[5,1]]}""", "lacks an alignment")]
    [InlineData("alignment", """{"size":48,"landmarks":[[1,1],[2,1],[3,1],[4,1]]}""", "lacks an alignment")]
    [InlineData("alignment", """{"size":48,"landmarks":[[1],[2,1],[3,1],[4,1],[5,1]]}""", "lacks an alignment")]
    [InlineData("sha256", "\"\"", "SHA-256")]
    public void A_card_that_says_something_else_is_refused(string member, string json, string reason)
    {
        Change(card => card[member] = JsonNode.Parse(json));

        AssertRefused(reason);
    }

    [Fact]
    public void A_card_with_another_tensor_than_the_code_needs_is_refused()
    {
        Change(card => card["tensors"]!["outputs"]![0]!["shape"] = new JsonArray(1, 7));

        AssertRefused("its card's outputs are scores float [1,7] instead of scores float [-1,8]");
    }

    [Fact]
    public void A_model_that_may_not_be_used_commercially_is_refused_where_that_matters()
    {
        Change(card => card["commercial_use"] = false);

        var refused = Assert.Throws<ModelRefusedException>(
            () => new FaceExpressionModel(_folder.Store(acceptNonCommercial: false)));

        Assert.Contains("does not allow commercial use", refused.Message);
        using var accepted = new FaceExpressionModel(_folder.Store());
    }

    [Fact]
    public void A_model_whose_answer_has_another_size_than_its_card_says_is_refused_at_the_start()
    {
        // A detector for 320 × 320, with more candidates than the 4:3 picture has cells.
        var model = new OnnxFile()
            .Input("image", "uint8", 1, -1, -1, 3)
            .Constant("boxes", [1, 2100, 4], new float[2100 * 4])
            .Constant("scores", [1, 2100], new float[2100])
            .Constant("landmarks", [1, 2100, 5, 2], new float[2100 * 10])
            .ToArray();
        _folder.With("face_detector", model, ModelFolder.Card(
            ["face"],
            [("image", "uint8", [1, -1, -1, 3])],
            [("boxes", "float", [1, 2100, 4]), ("scores", "float", [1, 2100]), ("landmarks", "float", [1, 2100, 5, 2])],
            new JsonObject { ["score"] = 0.5, ["nms_iou"] = 0.45 }));

        var refused = Assert.Throws<ModelRefusedException>(() => new FaceDetector(_folder.Store()));

        Assert.Contains("does not run", refused.Message);
    }

    private string PathOf(string file) => Path.Combine(_folder.Path, file);

    private void Change(Action<JsonObject> change)
    {
        var model = File.ReadAllBytes(PathOf("face_expression.onnx"));
        _folder.With("face_expression", model, ModelFolder.ExpressionCard(), change);
    }

    private void AssertRefused(string reason)
    {
        var refused = Assert.Throws<ModelRefusedException>(() => new FaceExpressionModel(_folder.Store()));

        Assert.StartsWith("The model face_expression is refused: ", refused.Message);
        Assert.Contains(reason, refused.Message);
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetVariable(string name);
}
