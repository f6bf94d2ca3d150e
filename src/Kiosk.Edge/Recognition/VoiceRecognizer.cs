using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Recognition;

/// <summary>Turns sound into a <see cref="VoiceReading"/> about once a second while somebody speaks. Keeps the last two
/// seconds, which <see cref="Clear"/> wipes. One thread at a time; allocates nothing.</summary>
public sealed class VoiceRecognizer : IDisposable
{
    /// <summary>Blocks from one reading to the next: 0.99 s, the hop the model's card is measured with.</summary>
    private const int HopBlocks = AudioBlock.SampleRateHz / AudioBlock.Length;

    /// <summary>Whole blocks in a window.</summary>
    private const int WindowBlocks = VoiceEmotionModel.WindowLength / AudioBlock.Length;

    /// <summary>Blocks of speech that make a window worth reading: half a second, about two syllables.</summary>
    private const int EnoughBlocks = AudioBlock.SampleRateHz / 2 / AudioBlock.Length;

    /// <summary>Blocks of speech since the last reading without which a reading would tell the same thing twice: a
    /// quarter of a second.</summary>
    private const int NewBlocks = AudioBlock.SampleRateHz / 4 / AudioBlock.Length;

    private readonly VoiceActivityModel _activity;
    private readonly VoiceEmotionModel _emotion;

    // Rings: the samples of the last 2 s, and whether each of its whole blocks was speech.
    private readonly float[] _samples = new float[VoiceEmotionModel.WindowLength];
    private readonly bool[] _speech = new bool[WindowBlocks];
    private readonly float[] _block = new float[AudioBlock.Length];
    private int _nextSample;
    private int _nextBlock;
    private int _sinceReading;

    /// <summary>Loads <c>voice_activity</c> and <c>voice_emotion</c>.</summary>
    /// <exception cref="ModelRefusedException">One of them can't be used.</exception>
    public VoiceRecognizer(ModelStore models)
    {
        _activity = new VoiceActivityModel(models);
        try
        {
            _emotion = new VoiceEmotionModel(models);
        }
        catch
        {
            _activity.Dispose();
            throw;
        }
    }

    /// <summary>Hears the next block. Samples that are not numbers count as silence, louder ones than 1 as 1.</summary>
    /// <returns>A reading of the last two seconds, or null: no second has passed, or not enough was said.</returns>
    public VoiceReading? Read(AudioBlock block)
    {
        if (block.FollowsGap)
        {
            Clear();
        }

        Hear(block.Samples);
        _sinceReading++;
        if (_sinceReading < HopBlocks || _speech.AsSpan().Count(true) < EnoughBlocks || NewSpeech() < NewBlocks)
        {
            return null;
        }

        _sinceReading = 0;
        _samples.AsSpan(_nextSample).CopyTo(_emotion.Samples);
        _samples.AsSpan(0, _nextSample).CopyTo(_emotion.Samples[^_nextSample..]);
        var (scores, arousal) = _emotion.Run();
        return new VoiceReading(block.CapturedAt, scores, arousal, _emotion.Card.Abstains(scores))
        {
            EmotionLanguages = _emotion.Card.EmotionLanguages,
        };
    }

    /// <summary>Wipes everything heard. Called when sensing stops; what follows is joined to nothing before.</summary>
    public void Clear()
    {
        _activity.Clear();
        _emotion.Clear();
        Array.Clear(_samples);
        Array.Clear(_speech);
        Array.Clear(_block);
        _nextSample = 0;
        _nextBlock = 0;
        _sinceReading = 0;
    }

    /// <summary>Wipes the buffers and frees the models.</summary>
    public void Dispose()
    {
        Clear();
        _activity.Dispose();
        _emotion.Dispose();
    }

    private void Hear(ReadOnlySpan<float> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            _block[i] = AudioBlock.Limit(samples[i]);
            _samples[_nextSample] = _block[i];
            _nextSample = (_nextSample + 1) % _samples.Length;
        }

        _speech[_nextBlock] = _activity.Step(_block) >= _activity.Threshold;
        _nextBlock = (_nextBlock + 1) % _speech.Length;
    }

    /// <summary>Blocks of speech since the last reading, as far back as a window reaches.</summary>
    private int NewSpeech()
    {
        var count = 0;
        for (var back = 1; back <= Math.Min(_sinceReading, _speech.Length); back++)
        {
            if (_speech[(_nextBlock - back + _speech.Length) % _speech.Length])
            {
                count++;
            }
        }

        return count;
    }
}
