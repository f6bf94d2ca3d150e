using System.CommandLine;
using System.Text.Json.Nodes;
using Kiosk.Edge.Evaluation;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Tests.Fakes;
using Kiosk.Edge.Tests.Sensing;

namespace Kiosk.Edge.Tests.Evaluation;

/// <summary>Through files and arguments, with models that always answer happiness.</summary>
public sealed class EvalCommandTests : IDisposable
{
    private readonly ModelFolder _folder = new ModelFolder()
        .WithDetector(new DetectedFace(new Box(100, 50, 160, 130), 0.9f, default))
        .WithExpression(0.1f, 0.6f, 0.05f, 0.05f, 0.05f, 0.05f, 0.05f, 0.05f)
        .WithVoice(0.1f, 0.6f, 0.1f, 0.1f, 0.1f)
        .WithWords(0.7f, 0.1f, 0.1f, 0.1f);

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Face_crops_are_measured_and_what_is_no_picture_is_skipped()
    {
        WritePicture("a.png", 48, 48, "gray");
        WritePicture("b.jpg", 500, 300);
        WritePicture("c.png", 1, 1, "rgba");
        Write("broken.png", "not a picture");
        Write("labels.csv", """
            file,label,group
            a.png,Happy,x
            b.jpg,happiness,y
            c.png,sad,y
            broken.png,sad,y
            none.png,sad,y
            "x\0y.png",sad,y
            """.Replace("\\0", "\0", StringComparison.Ordinal));

        var report = Json(Run("face", "--labels", PathOf("labels.csv"), "--crops", "--json"));

        Assert.Equal("face_expression", (string?)report["model"]);
        Assert.Equal("0.0.1", (string?)report["version"]);
        Assert.Equal((3, 3, 0), ((int)report["items"]!, (int)report["skipped"]!, (int)report["no_face"]!));
        Assert.Equal(2.0 / 3, (double)report["accuracy"]!, 1e-9);
        Assert.Equal(0.5, (double)report["macro_recall"]!);
        Assert.Equal(2.0 / 3, (double)report["per_class"]!["happiness"]!["precision"]!, 1e-9);
        Assert.Equal(0.5, (double)report["per_group"]!["y"]!["accuracy"]!);
        Assert.Equal(1, (int)report["confusion"]!["sadness"]!["happiness"]!);
        Assert.Equal(1, (double)report["abstain"]!["coverage"]!);
        Assert.Equal(2.0 / 3, (double)report["abstain"]!["accuracy_at_80"]!, 1e-9);
        Assert.Equal(0.5, (double)report["auc"]!["happiness"]!);
        Assert.True((double)report["ms_per_item"]!["p95"]! > 0);
        foreach (var name in (string[])["ece", "arousal_auc", "macro_recall_95"])
        {
            Assert.True(report.ContainsKey(name), name);
        }
    }

    [Fact]
    public void A_picture_in_which_no_face_is_found_counts_as_wrong()
    {
        _folder.WithDetector();
        WritePicture("a.png", 640, 480);
        Write("labels.csv", "file,label\na.png,happy");

        var report = Json(Run("face", "--labels", PathOf("labels.csv"), "--json"));

        Assert.Equal(1, (int)report["no_face"]!);
        Assert.Equal(0, (double)report["accuracy"]!);
        Assert.Equal(0, (double)report["abstain"]!["coverage"]!);
    }

    [Fact]
    public void Pictures_may_be_in_another_folder_than_their_labels()
    {
        using var pictures = new ModelFolder();
        WritePicture(Path.Combine(pictures.Path, "a.png"), 10, 10);
        Write("labels.csv", "file,label\na.png,happy");

        var report = Json(
            Run("face", "--crops", "--labels", PathOf("labels.csv"), "--images", pictures.Path, "--json"));

        Assert.Equal(1, (double)report["accuracy"]!);
    }

    [Theory]
    [InlineData("face", "file,label\nsub\\a.png,happy")]
    [InlineData("face", "file,label\na\\b.png,happy")]
    [InlineData("voice", "file,label\nsub\\a.wav,happy")]
    [InlineData("detect", """[{"file":"sub\\a.png","faces":"none"}]""")]
    public void Folders_may_be_parted_as_on_Windows(string verb, string labels)
    {
        using var media = new MediaFolder();
        Directory.CreateDirectory(media.File("sub"));
        media.Picture("sub/a.png", 100);
        media.Picture("a\\b.png", 100);
        media.Sound("sub/a.wav", seconds: 1);
        File.WriteAllText(media.File("labels"), labels);

        var report = Json(Run(verb, "--labels", media.File("labels"), "--json"));

        Assert.Equal(1, (int)report["items"]!);
    }

    [Fact]
    public void Voice_clips_are_measured_the_short_ones_as_well()
    {
        using var clips = new MediaFolder();
        clips.Sound("long.wav", seconds: 3.5);
        clips.Sound("short.flac", seconds: 0.4);
        clips.CutShort(clips.Sound("broken.wav", seconds: 1), share: 0);
        Write("labels.csv", """
            file,label,speaker,group,arousal
            long.wav,happy,a,x,High
            short.flac,angry,b,x,low
            broken.wav,sad,b,,
            """);

        var report = Json(Run("voice", "--labels", PathOf("labels.csv"), "--clips", clips.Root, "--json"));

        Assert.Equal("voice_emotion", (string?)report["model"]);
        Assert.Equal((2, 1), ((int)report["items"]!, (int)report["skipped"]!));
        Assert.Null(report["no_face"]);
        Assert.Equal(0.5, (double)report["accuracy"]!);
        Assert.Equal(0.5, (double)report["per_group"]!["x"]!["accuracy"]!);
        Assert.Equal(0, (double)report["macro_recall_95"]!["low"]!);

        // The model takes the loudest sample for arousal, and the long clip rises higher.
        Assert.Equal(1, (double)report["arousal_auc"]!);
    }

    [Fact]
    public void The_end_of_a_voice_clip_is_heard_as_well()
    {
        using var clips = new MediaFolder();
        clips.Sound("late.wav", seconds: 2.9, wave: "gt(t\\,2.5)/2");
        clips.Sound("even.wav", seconds: 2.9, wave: "0.2");
        Write("labels.csv", """
            file,label,arousal
            late.wav,happy,high
            even.wav,happy,low
            """);

        var report = Json(Run("voice", "--labels", PathOf("labels.csv"), "--clips", clips.Root, "--json"));

        // Its loudest half second counts with half of 0.5: more than 0.2, and nothing if it is left out.
        Assert.Equal(1, (double)report["arousal_auc"]!);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_sample_that_is_no_number_does_not_lose_the_report(float sample)
    {
        foreach (var file in (string[])["voice_emotion.onnx", "voice_emotion.json"])
        {
            // With the shipped model, whose scores such a sample reaches.
            File.Copy(Path.Combine(AppContext.BaseDirectory, "models", file), PathOf(file), overwrite: true);
        }

        using var clips = new MediaFolder();
        var samples = new float[16_000];
        samples[100] = sample;
        clips.Wave("a.wav", samples);
        Write("labels.csv", "file,label\na.wav,happy\n");

        var report = Json(Run("voice", "--labels", PathOf("labels.csv"), "--clips", clips.Root, "--json"));

        Assert.Equal(1, (int)report["items"]!);
        Assert.InRange((double)report["ece"]!, 0, 1);
    }

    [Fact]
    public void Samples_beyond_1_are_cut_off_as_in_the_kiosk()
    {
        using var clips = new MediaFolder();
        var even = new float[4 * 16_000];
        Array.Fill(even, 0.9f);
        clips.Wave("even.wav", even);
        var burst = new float[4 * 16_000];
        burst[0] = 5;
        clips.Wave("burst.wav", burst);
        Write("labels.csv", "file,label,arousal\neven.wav,happy,high\nburst.wav,happy,low\n");

        var report = Json(Run("voice", "--labels", PathOf("labels.csv"), "--clips", clips.Root, "--json"));

        // The model takes the loudest sample of each window: 0.9 in all three, against 1 in one of them; else 5 in one.
        Assert.Equal(1, (double)report["arousal_auc"]!);
    }

    [Fact]
    public void An_arousal_that_is_neither_number_nor_level_is_refused()
    {
        Write("labels.csv", "file,label,arousal\na.wav,happy,much\n");

        Assert.Equal(1, Run("voice", "--labels", PathOf("labels.csv")));

        Assert.Contains("the arousal \"much\" is neither a number nor low, medium or high", _error.ToString());
    }

    [Theory]
    [InlineData("face", "grumpy", "neutral (calm), happiness (happy, joy), surprise (surprised)")]
    [InlineData("voice", "surprise", "neutral (calm), happiness (happy, joy), sadness (sad), anger (angry, annoyed)")]
    [InlineData("words", "boredom", "complaint (anger, angry, annoyance, annoyed, irritation")]
    public void An_unknown_label_is_answered_with_the_valid_ones(string verb, string label, string valid)
    {
        Write("labels.csv", verb == "words"
            ? $"text\tlabel\na\thappy\nb\t{label}\n"
            : $"file,label\na,happy\nb,{label}\n");

        Assert.Equal(1, Run(verb, "--labels", PathOf("labels.csv"), "--json"));

        Assert.StartsWith("Line 3 of ", _error.ToString());
        Assert.Contains($"\"{label}\" is unknown; valid are {valid}", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("face")]
    [InlineData("voice")]
    [InlineData("detect")]
    [InlineData("words")]
    public void Labels_that_are_not_there_are_named(string verb)
    {
        Assert.Equal(1, Run(verb, "--labels", PathOf("none.csv")));

        Assert.Contains("none.csv", Assert.Single(_error.ToString().TrimEnd().Split('\n')));
    }

    [Fact]
    public void A_set_of_which_nothing_can_be_read_is_a_failure()
    {
        Write("labels.csv", "file,label\nnone.png,happy");

        Assert.Equal(1, Run("face", "--labels", PathOf("labels.csv"), "--json"));

        Assert.Equal(1, (int)JsonNode.Parse(_output.ToString())!["skipped"]!);
        Assert.Contains("Not one file", _error.ToString());
    }

    [Fact]
    public void A_model_that_is_missing_is_named()
    {
        File.Delete(PathOf("face_expression.json"));
        Write("labels.csv", "file,label\nnone.png,happy");

        Assert.Equal(1, Run("face", "--labels", PathOf("labels.csv")));

        Assert.Contains("The model face_expression is refused", _error.ToString());
    }

    [Fact]
    public void Without_json_a_person_reads_tables()
    {
        WritePicture("a.png", 48, 48, "gray");
        Write("labels.csv", "file,label,group\na.png,happy,[x]\n");

        Assert.Equal(0, Run("face", "--crops", "--labels", PathOf("labels.csv")));

        Assert.Contains("accuracy", _output.ToString());
        Assert.Contains("happiness", _output.ToString());
        Assert.Contains("[x]", _output.ToString());
    }

    [Fact]
    public void Detection_is_measured_against_boxes()
    {
        // The model finds 60 × 80 at (100, 50) of 320, twice that in 640.
        WritePicture("a.png", 640, 480);
        Write("labels.json", """
            [
              {"file":"a.png","width":640,"height":480,"faces":"labelled",
               "boxes":[{"x":200,"y":100,"w":120,"h":160,"kind":"unmasked"}]},
              {"file":"a.png","faces":"labelled","boxes":[{"x":0,"y":0,"w":120,"h":160,"kind":"masked"}]},
              {"file":"a.png","faces":"none","boxes":[]},
              {"file":"a.png","faces":"none"},
              {"file":"a.png","faces":"unlabelled"},
              {"file":"missing.png","faces":"none"},
              {"file":"a\u0000b.png","faces":"none"}
            ]
            """);

        var report = Json(Run("detect", "--labels", PathOf("labels.json"), "--json"));

        Assert.Equal((5, 2), ((int)report["items"]!, (int)report["skipped"]!));
        Assert.Equal(0.5, (double)report["recall"]!);
        Assert.Equal(1, (double)report["recall_by_kind"]!["unmasked"]!);
        Assert.Equal(1, (double)report["false_per_image"]!);
        Assert.Equal(1, (double)report["found_in_unlabelled"]!);
        Assert.Equal(0, (double)report["ap50"]!["masked"]!);
        Assert.True((double)report["ap50"]!["unmasked"]! > 0);
        Assert.True((double)report["ap50"]!["all"]! > 0);
        Assert.Equal("face_detector", (string?)report["model"]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[{\"file\":\"a.png\"}]")]
    [InlineData("[{\"file\":\"a.png\",\"faces\":\"some\"}]")]
    [InlineData("[null]")]
    [InlineData("[{\"file\":\"a.png\",\"faces\":\"labelled\",\"boxes\":[null]}]")]
    public void Boxes_in_another_form_are_refused(string json)
    {
        WritePicture("a.png", 640, 480);
        Write("labels.json", json);

        Assert.Equal(1, Run("detect", "--labels", PathOf("labels.json")));

        Assert.Contains("labels.json", _error.ToString());
    }

    [Fact]
    public void A_box_of_an_unknown_kind_is_answered_with_the_valid_ones()
    {
        Write("labels.json", """
            [{"file":"a.png","faces":"labelled","boxes":[{"x":0,"y":0,"w":9,"h":9,"kind":"with_mask"}]}]
            """);

        Assert.Equal(1, Run("detect", "--labels", PathOf("labels.json"), "--json"));

        Assert.Contains(
            "the kind of a face of a.png is \"with_mask\" instead of unmasked or masked.", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Kinds_and_faces_may_be_written_in_any_case()
    {
        WritePicture("a.png", 640, 480);
        Write("labels.json", """
            [
              {"file":"a.png","faces":"Labelled","boxes":[{"x":200,"y":100,"w":120,"h":160,"kind":"Unmasked"}]},
              {"file":"a.png","faces":"NONE"}
            ]
            """);

        var report = Json(Run("detect", "--labels", PathOf("labels.json"), "--json"));

        Assert.Equal(1, (double)report["ap50"]!["unmasked"]!);
        Assert.Equal(1, (double)report["false_per_image"]!);
    }

    [Fact]
    public void Texts_are_measured_and_what_can_t_be_read_is_skipped()
    {
        File.WriteAllBytes(PathOf("labels.tsv"),
        [
            .. "text\tlabel\tgroup\nWhy, again?\tannoyance\tx\n\"감사합니다\"\tgratitude\ty\n\tother\ty\n"u8,
            0xFF, 0xFE, .. "\tother\n"u8,
        ]);

        var report = Json(Run("words", "--labels", PathOf("labels.tsv"), "--json"));

        Assert.Equal("words_emotion", (string?)report["model"]);
        Assert.Equal((2, 2), ((int)report["items"]!, (int)report["skipped"]!));
        Assert.Null(report["no_face"]);
        Assert.Equal(0.5, (double)report["accuracy"]!);
        Assert.Equal(1, (int)report["confusion"]!["thanks"]!["complaint"]!);
        Assert.Equal(0, (double)report["per_group"]!["y"]!["accuracy"]!);
        Assert.Equal(0.5, (double)report["auc"]!["complaint"]!);
    }

    [Fact]
    public async Task It_ends_when_it_is_told_to()
    {
        Write("labels.tsv", "text\tlabel\nthank you\tthanks\n");
        using var told = new CancellationTokenSource();
        var parsed = EvalCommand.Create()
            .Parse(["words", "--labels", PathOf("labels.tsv"), "--json", "--models", _folder.Path]);

        await told.CancelAsync();
        var exitCode = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = _output, Error = _error }, told.Token);

        Assert.Equal((1, ""), (exitCode, _output.ToString()));
    }

    [Fact]
    public void A_set_without_one_readable_text_is_a_failure()
    {
        Write("labels.tsv", "text\tlabel\n\tother\n");

        Assert.Equal(1, Run("words", "--labels", PathOf("labels.tsv"), "--json"));

        Assert.Contains("Not one text", _error.ToString());
    }

    [Fact]
    public void Without_labels_the_command_line_is_wrong() =>
        Assert.NotEmpty(EvalCommand.Create().Parse(["face"]).Errors);

    private string PathOf(string file) => Path.Combine(_folder.Path, file);

    private void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    private void WritePicture(string file, int width, int height, string pixels = "rgb24")
    {
        using var media = new MediaFolder();
        media.Picture(PathOf(file), 100, $"{width}x{height}", pixels);
    }

    private int Run(string verb, params string[] arguments) => EvalCommand.Create()
        .Parse([verb, .. arguments, "--models", _folder.Path])
        .Invoke(new InvocationConfiguration { Output = _output, Error = _error });

    private JsonObject Json(int exitCode)
    {
        Assert.Equal((0, ""), (exitCode, _error.ToString()));
        return JsonNode.Parse(_output.ToString())!.AsObject();
    }
}
