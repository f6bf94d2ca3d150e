namespace Kiosk.Edge.Sensing;

/// <summary>32 ms of sound in a buffer that is used again for the next block.</summary>
public sealed class AudioBlock : IDisposable
{
    /// <summary>Samples per second of everything in the pipeline; other rates are resampled at the source.</summary>
    public const int SampleRateHz = 16_000;

    /// <summary>Samples in a block: what one step of the voice activity model takes (32 ms).</summary>
    public const int Length = 512;

    private readonly float[] _samples = new float[Length];

    /// <summary>The samples, mono, −1..1.</summary>
    public Span<float> Samples => _samples;

    /// <summary>When the block's last sample was taken (the kiosk's clock, UTC).</summary>
    public DateTimeOffset CapturedAt { get; set; }

    /// <summary>Sound was lost before this block (an overrun), so nothing may be joined across it.</summary>
    public bool FollowsGap { get; set; }

    /// <summary>The opening of the microphone in which it was taken, counted from 1; 0 for one that holds nothing and says that
    /// the microphone was closed, so that what was heard is forgotten.</summary>
    public int Opening { get; set; }

    /// <summary>A sample as the models can take it: what is no number is silence, what is louder than 1 is 1.</summary>
    internal static float Limit(float sample) => float.IsFinite(sample) ? Math.Clamp(sample, -1, 1) : 0;

    /// <summary>Overwrites every sample with 0: they hold a person's voice.</summary>
    public void Clear() => Samples.Clear();

    /// <summary>Wipes the samples.</summary>
    public void Dispose() => Clear();
}
