using BenchmarkDotNet.Attributes;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Microsoft.ML.OnnxRuntime;

namespace Kiosk.Benchmarks;

/// <summary>One second of a voice: 31 blocks of 32 ms are asked for speech, and the last two seconds for emotion once.
/// </summary>
public class VoiceBenchmarks
{
    private const int BlocksPerSecond = AudioBlock.SampleRateHz / AudioBlock.Length;

    private readonly float[] _block = new float[AudioBlock.Length];
    private VoiceActivityModel _activity = null!; // set by the setup of each benchmark that uses it
    private VoiceEmotionModel _emotion = null!; // likewise
    private Network _silero = null!; // likewise

    [GlobalSetup(Target = nameof(OneSecond))]
    public void OpenBoth()
    {
        OpenActivity();
        OpenEmotion();
    }

    [Benchmark(Description = "voice window: 31 blocks of activity, one emotion")]
    public float OneSecond()
    {
        for (var block = 0; block < BlocksPerSecond; block++)
        {
            _activity.Step(_block);
        }

        return _emotion.Run().Arousal;
    }

    [GlobalSetup(Target = nameof(Emotion))]
    public void OpenEmotion()
    {
        _emotion = new VoiceEmotionModel(BenchmarkFiles.Models);
        FillWithNoise(_emotion.Samples);
    }

    [Benchmark(Description = "voice_emotion, 2 s window")]
    public float Emotion() => _emotion.Run().Arousal;

    [GlobalSetup(Target = nameof(Activity))]
    public void OpenActivity()
    {
        _activity = new VoiceActivityModel(BenchmarkFiles.Models);
        FillWithNoise(_block);
    }

    [Benchmark(Description = "voice_activity, 32 ms block")]
    public float Activity() => _activity.Step(_block);

    [GlobalSetup(Target = nameof(Silero))]
    public void OpenSilero()
    {
        FillWithNoise(_block);
        _silero = new Network(
            BenchmarkFiles.Silero,
            OrtValue.CreateTensorValueFromMemory(_block, [1, AudioBlock.Length]),
            OrtValue.CreateTensorValueFromMemory(new float[2 * 128], [2, 1, 128]),
            OrtValue.CreateTensorValueFromMemory(new long[] { AudioBlock.SampleRateHz }, []));
    }

    [Benchmark(Description = "Silero VAD, 32 ms block (network alone)")]
    public void Silero() => _silero.Run();

    [GlobalCleanup]
    public void Close()
    {
        _activity?.Dispose();
        _emotion?.Dispose();
        _silero?.Dispose();
    }

    private static void FillWithNoise(Span<float> samples)
    {
        var random = new Random(1);
        foreach (ref var sample in samples)
        {
            sample = random.NextSingle() - 0.5f;
        }
    }
}
