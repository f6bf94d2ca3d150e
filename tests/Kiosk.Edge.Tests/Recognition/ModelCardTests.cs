using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bindings.Shared;

namespace Kiosk.Edge.Tests.Recognition;

/// <summary>The cards of the shipped models tell everything that <c>models/quantized/README.md</c> promises.</summary>
public sealed partial class ModelCardTests
{
    public static TheoryData<string> Models =>
        [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)!)];

    private static string Folder => Path.Combine(RepositoryRoot.Path, "models", "quantized");

    [Fact]
    public void Every_file_has_a_card() => Assert.Equal(
        ["face_detector", "face_expression", "voice_activity", "voice_emotion", "words_emotion"],
        Directory.GetFiles(Folder, "*.onnx").Select(Path.GetFileNameWithoutExtension).Order());

    [Theory]
    [MemberData(nameof(Models))]
    public void A_card_is_that_of_its_file(string model)
    {
        var card = Card(model);

        Assert.Equal(model, (string?)card["name"]);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, (string)card["file"]!)))),
            (string?)card["sha256"]);
        Assert.Matches(@"^\d+\.\d+\.\d+$", (string?)card["version"]);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_figure_names_its_set_and_the_command_that_measures_it(string model)
    {
        var metrics = Card(model)["metrics"]!.AsArray();

        Assert.NotEmpty(metrics);
        Assert.All(metrics, metric =>
        {
            Assert.All((string[])["set", "split", "metric"], name => Assert.NotEmpty((string)metric![name]!));
            Assert.True((int)metric!["items"]! > 0);
            Assert.NotNull(metric["int8"] ?? metric["float"]);
            var command = (string)metric["command"]!;
            Assert.Contains($"training/{model}.py", command);
            Assert.All(RecipeOf().Matches(command), recipe => Assert.True(
                File.Exists(Path.Combine(RepositoryRoot.Path, recipe.Value)), recipe.Value));
        });
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_card_says_what_the_model_is_for_and_where_it_ends(string model)
    {
        var card = Card(model);

        Assert.NotEmpty((string)card["intended_use"]!);
        Assert.NotEmpty(card["limits"]!.AsArray());
        Assert.Contains(card["limits"]!.AsArray(), limit => Untested().IsMatch((string)limit!));
        Assert.NotEmpty(card["out_of_scope"]!.AsArray());
        Assert.Equal($"python3 training/{model}.py all", (string?)card["recipe"]);
    }

    [Fact]
    public void The_voice_card_lets_emotions_be_named_only_in_languages_that_were_read_well_enough()
    {
        var card = Card("voice_emotion");
        (string Set, string Language)[] measured =
            [("ravdess", "en"), ("emodb", "de"), ("nemo", "pl"), ("emotiontts_ko", "ko")];

        JsonNode Figure(string set, string split, string metric) => card["metrics"]!.AsArray().Single(entry =>
            (string?)entry!["set"] == set && ((string)entry["split"]!).StartsWith(split, StringComparison.Ordinal)
            && (string?)entry["metric"] == metric)!;

        // By nets that never heard the set, and by nets that do not know its selection speakers when they answer half of the time;
        // a few clips prove nothing.
        var enough = measured
            .Where(pair => (double)Figure(pair.Set, "nets trained without", "AUC of anger against the rest")["float"]! >= 0.78)
            .Where(pair => Figure(pair.Set, "selection speakers", "accuracy on the surest half") is var half
                && (double)half["float"]! >= 0.80 && (int)half["items"]! >= 15)
            .Select(pair => pair.Language);

        Assert.Equal(enough, card["emotion_languages"]!.AsArray().Select(language => (string)language!));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Commercial_use_is_allowed_only_where_every_set_allows_it(string model)
    {
        var card = Card(model);
        var sets = card["training_data"]!.AsArray();

        Assert.NotEmpty(sets);
        Assert.All(sets, set => Assert.NotEmpty((string)set!["licence"]!));
        Assert.Equal(
            sets.All(set => set!["commercial_use"]!.ToJsonString() == "true"), (bool)card["commercial_use"]!);
    }

    private static JsonObject Card(string model) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, model + ".json")))!.AsObject();

    [GeneratedRegex("not tested|untested", RegexOptions.IgnoreCase)]
    private static partial Regex Untested();

    [GeneratedRegex(@"training/\w+\.py")]
    private static partial Regex RecipeOf();
}
