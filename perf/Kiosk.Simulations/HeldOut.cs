using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using OpenCvSharp;

namespace Kiosk.Simulations;

/// <summary>What the shipped models read in faces and voices they were neither trained nor chosen on: the half of the FER+
/// validation part that only reports, and the speakers of the voice recipes' test part.</summary>
/// <param name="Faces">Readings of one picture each, as a camera would take it several times.</param>
/// <param name="Voices">Readings of one clip each, in its order.</param>
internal sealed record HeldOut(IReadOnlyList<HeldOutFace> Faces, IReadOnlyList<HeldOutVoice> Voices)
{
    private const int FacesOfALabel = 60;
    private const int ClipsOfALabel = 60;
    private const int Cell = 48;

    /// <summary>A picture of a face is enlarged to so many pixels, as large as a customer's face in a 640×480 picture.
    /// </summary>
    private const int FacePx = 240;

    /// <summary>Where the face lies in each picture of the camera, pixels from the middle.</summary>
    private static readonly (int X, int Y)[] Places = [(0, 0), (7, -4), (-9, 3), (4, 8)];

    /// <summary>Reads the data anew.</summary>
    /// <param name="data">The folder with <c>faces/</c> and <c>voice/</c>.</param>
    /// <param name="progress">Where it tells how far it is.</param>
    public static HeldOut Read(string data, TextWriter progress)
    {
        var models = ModelStore.ForMeasuring();
        Cv2.SetNumThreads(1);
        return new HeldOut(ReadFaces(data, models, progress), ReadVoices(data, models, progress));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static HeldOut From(string path) =>
        JsonSerializer.Deserialize(File.ReadAllText(path), HeldOutJson.Default.HeldOut)
        ?? throw new InvalidDataException($"{path} holds no readings.");

    /// <summary>Writes the readings: scores, no picture and no sound.</summary>
    public void Write(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(this, HeldOutJson.Default.HeldOut));

    private static List<HeldOutFace> ReadFaces(string data, ModelStore models, TextWriter progress)
    {
        using var recognizer = new FaceRecognizer(models);
        using var frame = new VideoFrame();
        List<HeldOutFace> faces = [];
        var labels = WireName.All<Expression>().ToArray();
        foreach (var picture in Table(Path.Combine(data, "faces", "ferplus_valid.csv")))
        {
            var votes = labels.Select(label => int.Parse(picture[label], CultureInfo.InvariantCulture)).ToArray();
            var label = labels[Array.IndexOf(votes, votes.Max())];
            if (votes.Max() < 6 || SHA256.HashData(Encoding.UTF8.GetBytes(picture["name"]))[0] % 2 == 0
                || faces.Count(face => face.Label == label) == FacesOfALabel)
            {
                continue;
            }

            using var sheet = Cv2.ImDecode(
                File.ReadAllBytes(Path.Combine(data, "faces", picture["sheet"])), ImreadModes.Color);
            using var cell = new Mat(sheet, new Rect(
                Cell * int.Parse(picture["column"], CultureInfo.InvariantCulture),
                Cell * int.Parse(picture["row"], CultureInfo.InvariantCulture),
                Cell,
                Cell));
            var readings = new List<Reading>();
            foreach (var (x, y) in Places)
            {
                Place(cell, x, y, frame.Image);
                recognizer.Clear();
                var reading = recognizer.Read(frame);
                if (reading.Faces > 0)
                {
                    var scores = reading.Scores;
                    readings.Add(new Reading([.. scores], 0, reading.Abstained));
                }
            }

            if (readings.Count > 0)
            {
                faces.Add(new HeldOutFace(label, readings));
                progress.Write($"\r{faces.Count} faces ");
            }
        }

        progress.WriteLine();
        return faces;
    }

    /// <summary>Puts an enlarged face into the middle of a gray picture of the camera.</summary>
    private static void Place(Mat cell, int x, int y, Mat picture)
    {
        using var large = new Mat();
        Cv2.Resize(cell, large, new Size(FacePx, FacePx), 0, 0, InterpolationFlags.Linear);
        using var canvas = new Mat(480, 640, MatType.CV_8UC3, Scalar.All(110));
        using var middle = new Mat(canvas, new Rect(200 + x, 120 + y, FacePx, FacePx));
        large.CopyTo(middle);
        canvas.CopyTo(picture);
    }

    private static List<HeldOutVoice> ReadVoices(string data, ModelStore models, TextWriter progress)
    {
        using var recognizer = new VoiceRecognizer(models);
        List<HeldOutVoice> voices = [];
        var clips = Table(Path.Combine(data, "voice", "manifest.csv"));
        foreach (var corpus in clips.GroupBy(clip => clip["dataset"]).Where(one => one.Key is "ravdess" or "emodb" or "nemo"))
        {
            // The rank of the speaker's name hash; the first quarter is the recipes' test part.
            var all = corpus.ToList();
            var speakers = all.Select(clip => clip["speaker"]).Distinct()
                .OrderBy(name => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))), StringComparer.Ordinal)
                .ToList();
            var heldOut = speakers.Take((int)Math.Round(0.25 * speakers.Count)).ToHashSet();
            foreach (var same in all.Where(clip => heldOut.Contains(clip["speaker"])).GroupBy(clip => Emotion(clip["label"])))
            {
                foreach (var clip in same.Take(same.Key is null ? 0 : ClipsOfALabel))
                {
                    voices.Add(Listen(recognizer, Path.Combine(data, "voice", clip["file"]), same.Key!, clip["language"])); // not null: none of those are taken
                    progress.Write($"\r{voices.Count} voices ");
                }
            }
        }

        progress.WriteLine();
        return voices;
    }

    private static HeldOutVoice Listen(VoiceRecognizer recognizer, string path, string label, string language)
    {
        recognizer.Clear();
        using var block = new AudioBlock();
        List<Reading> readings = [];
        var namesEmotion = true;
        foreach (var samples in SoundFile.ReadAll(path).Chunk(AudioBlock.Length).Where(one => one.Length == AudioBlock.Length))
        {
            samples.CopyTo(block.Samples);
            if (recognizer.Read(block) is { } reading)
            {
                var scores = reading.Scores;
                readings.Add(new Reading([.. scores], reading.Arousal, reading.Abstained));
                namesEmotion = reading.NamesEmotionIn(language);
            }
        }

        return new HeldOutVoice(label, namesEmotion, readings);
    }

    private static string? Emotion(string label) => label switch
    {
        "neutral" or "calm" => "neutral",
        "happy" => "happiness",
        "sad" => "sadness",
        "angry" => "anger",
        "fear" or "fearful" => "fear",
        _ => null,
    };

    private static IEnumerable<Dictionary<string, string>> Table(string path)
    {
        var lines = File.ReadAllLines(path);
        var names = lines[0].Split(',');
        return lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second));
    }
}

/// <summary>A picture's readings.</summary>
/// <param name="Label">What most of ten people saw.</param>
/// <param name="Readings">Of the picture at several places.</param>
internal sealed record HeldOutFace(string Label, IReadOnlyList<Reading> Readings);

/// <summary>A clip's readings.</summary>
/// <param name="Label">What the speaker played.</param>
/// <param name="NamesEmotion">Whether the model may name an emotion in the clip's language; otherwise arousal alone counts.</param>
/// <param name="Readings">About one a second.</param>
internal sealed record HeldOutVoice(string Label, bool NamesEmotion, IReadOnlyList<Reading> Readings);

/// <summary>Scores of one reading.</summary>
internal sealed record Reading(IReadOnlyList<float> Scores, float Arousal, bool Abstained);

[JsonSerializable(typeof(HeldOut))]
internal sealed partial class HeldOutJson : JsonSerializerContext;
