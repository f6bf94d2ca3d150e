using System.Numerics;
using System.Runtime.InteropServices;
using Kiosk.Edge.Demo;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Tests.Fakes;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Recognition;

/// <summary>The shipped models on the processors of a Raspberry Pi 4 (Cortex-A72, no dot product) and 5 (Cortex-A76),
/// through the official arm64 library under qemu, beside this machine's.</summary>
public sealed class Arm64Tests
{
    /// <summary>How far a probability may differ: integer kernels of two processors round sums differently.</summary>
    private const float Tolerance = 0.03f;

    /// <summary>The same for a box or a landmark, pixels.</summary>
    private const float PixelTolerance = 2;

    [Arm64Fact]
    public async Task Every_shipped_model_decides_on_arm64_as_here()
    {
        using var program = new Arm64Program();
        var cases = Cases();
        var shipped = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "models"), "*.onnx");
        Assert.Equal(shipped.Select(Path.GetFileNameWithoutExtension).Order(), cases.Keys.Order());
        var here = await program.RunAsync(processor: null, cases);

        foreach (var processor in (string[])["cortex-a76", "cortex-a72"]) // the last is the guest's of rig/arm64
        {
            var there = await program.RunAsync(processor, cases);

            foreach (var model in cases.Keys)
            {
                for (var i = 0; i < cases[model].Length; i++)
                {
                    AssertAlike($"{model}, case {i}, {processor}", model, here[model][i], there[model][i]);
                }
            }
        }

        if (Environment.GetEnvironmentVariable("CAREKIOSK_MODEL_CASES") is { } kept)
        {
            program.Keep(kept);
        }
    }

    private static void AssertAlike(string what, string model, float[][] here, float[][] there)
    {
        Assert.Equal(here.Select(output => output.Length), there.Select(output => output.Length));
        Assert.All(there.SelectMany(output => output), value => Assert.True(float.IsFinite(value), what));
        switch (model)
        {
            case "face_detector":
                // Only the best candidate is a face; the others may be anywhere.
                var best = Array.IndexOf(here[1], here[1].Max());
                Assert.Equal((what, best, true), (what, Array.IndexOf(there[1], there[1].Max()), here[1][best] > 0.5f));
                Assert.InRange(Math.Abs(here[1][best] - there[1][best]), 0, Tolerance);
                Assert.InRange(Farthest(here[0].AsSpan(best * 4, 4), there[0].AsSpan(best * 4, 4)), 0, PixelTolerance);
                Assert.InRange(
                    Farthest(here[2].AsSpan(best * 10, 10), there[2].AsSpan(best * 10, 10)), 0, PixelTolerance);
                break;
            case "voice_activity":
                Assert.InRange(Math.Abs(here[0][0] - there[0][0]), 0, Tolerance);
                Assert.Equal((what, here[0][0] >= 0.5f), (what, there[0][0] >= 0.5f));
                break;
            default:
                Assert.True(Farthest(here[0], there[0]) <= Tolerance, $"{what}: {Farthest(here[0], there[0])}");
                Assert.Equal(
                    (what, Array.IndexOf(here[0], here[0].Max())), (what, Array.IndexOf(there[0], there[0].Max())));
                break;
        }
    }

    private static float Farthest(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var farthest = 0f;
        for (var i = 0; i < one.Length; i++)
        {
            farthest = Math.Max(farthest, Math.Abs(one[i] - other[i]));
        }

        return farthest;
    }

    private static Dictionary<string, ModelInput[][]> Cases()
    {
        Dictionary<string, ModelInput[][]> cases = [];
        (cases["face_detector"], cases["face_expression"]) = Faces();
        (cases["voice_activity"], cases["voice_emotion"]) = Voices();
        cases["words_emotion"] =
        [
            .. ((string[])["This is useless, I am really angry!", "감사합니다!", "How do I change my address?"])
                .Select(text => WordHashes.Of(text))
                .Select(rows => (ModelInput[])[new("ids", 7, [1, rows.Length], Bytes<long>(rows))]),
        ];
        return cases;
    }

    /// <summary>Three faces of the rendered customer, as the product cuts them out.</summary>
    private static (ModelInput[][] Pictures, ModelInput[][] Crops) Faces()
    {
        using var renderer = new FaceRenderer();
        using var frame = new VideoFrame();
        using var detector = new FaceDetector(ModelFolder.Shipped());
        using var expression = new FaceExpressionModel(ModelFolder.Shipped());
        using var aligner = new FaceAligner(expression.Alignment);
        using var small = new Mat();
        var size = expression.Alignment.Size;
        List<ModelInput[]> pictures = [];
        List<ModelInput[]> crops = [];
        foreach (var face in (Face[])[Face.Neutral, Face.Pleased, Face.Displeased])
        {
            renderer.Draw(face, 0, Vector2.Zero, frame.Image);
            Cv2.Resize(frame.Image, small, new Size(320, 240), 0, 0, InterpolationFlags.Area);
            var image = new byte[256 * 320 * 3];
            small.AsSpan<byte>().CopyTo(image);
            pictures.Add([new("image", 2, [1, 256, 320, 3], image)]);

            var landmarks = detector.Detect(frame.Image)[0].Landmarks;
            Assert.True(aligner.TryAlign(frame.Image, landmarks, expression.Face));
            crops.Add([new("face", 2, [1, size, size], expression.Face.AsSpan<byte>().ToArray())]);
        }

        return ([.. pictures], [.. crops]);
    }

    /// <summary>Silence, and two tones with the harmonics and the beat of a voice.</summary>
    private static (ModelInput[][] Blocks, ModelInput[][] Windows) Voices()
    {
        var voices = ((float Hertz, float Loudness)[])[(120, 0), (120, 0.3f), (260, 0.8f)];
        var windows = Array.ConvertAll(voices, voice => Voice(voice.Hertz, voice.Loudness, 32_000));
        return (
            [.. windows.Select(samples => (ModelInput[])
            [
                new("samples", 1, [1, 512], Bytes<float>(samples.AsSpan(16_000, 512))),
                new("state", 1, [1, 256], new byte[256 * sizeof(float)]),
            ])],
            [.. windows.Select(samples => (ModelInput[])[new("samples", 1, [1, 32_000], Bytes<float>(samples))])]);
    }

    private static float[] Voice(float hertz, float loudness, int length)
    {
        var samples = new float[length];
        for (var i = 0; i < length; i++)
        {
            var t = (float)i / AudioBlock.SampleRateHz;
            for (var harmonic = 1; harmonic <= 12; harmonic++)
            {
                samples[i] += MathF.Sin(MathF.Tau * hertz * harmonic * t) / harmonic;
            }

            samples[i] *= 0.4f * loudness * (1 + MathF.Sin(MathF.Tau * 4 * t)) / 2;
        }

        return samples;
    }

    private static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
