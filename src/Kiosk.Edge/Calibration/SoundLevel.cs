namespace Kiosk.Edge.Calibration;

/// <summary>How loud the microphone hears, over its last second.</summary>
internal sealed class SoundLevel
{
    /// <summary>Quieter than this is silence to any meter, dB of full scale.</summary>
    public const double Floor = -90;

    private const int Blocks = 31; // about a second of 32 ms
    private readonly double[] _energy = new double[Blocks];
    private readonly float[] _peak = new float[Blocks];
    private int _next;
    private int _count;

    /// <summary>Root mean square, dB of full scale.</summary>
    public double RmsDb => Decibels(Math.Sqrt(_energy.Sum() / Math.Max(1, _count)));

    /// <summary>The loudest sample, dB of full scale.</summary>
    public double PeakDb => Decibels(_peak.Max());

    /// <summary>What to do about it, in one short sentence.</summary>
    public string Advice => (PeakDb, RmsDb) switch
    {
        ( > -1, _) => "too loud: turn the microphone down or move it away",
        (_, < -70) => "nothing is heard: see that it is not muted",
        (_, < -45) => "quiet: speak as a customer would; if it stays, turn it up or move it nearer",
        _ => "good",
    };

    /// <summary>Hears a block.</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        var (sum, peak) = (0.0, 0f);
        foreach (var sample in samples)
        {
            sum += (double)sample * sample;
            peak = Math.Max(peak, Math.Abs(sample));
        }

        (_energy[_next], _peak[_next]) = (sum / samples.Length, peak);
        _next = (_next + 1) % Blocks;
        _count = Math.Min(_count + 1, Blocks);
    }

    private static double Decibels(double amplitude) => Math.Max(Floor, 20 * Math.Log10(Math.Max(amplitude, 1e-9)));
}
