using System.Numerics.Tensors;

namespace Kiosk.Edge.Sensing;

/// <summary>Brings sound of one rate to the pipeline's 16 kHz: a windowed sinc, evaluated for each output sample at the
/// phases that the ratio of the rates has.</summary>
/// <remarks>What lies above 7.2 kHz falls by at least 60 dB at 8 kHz and 80 dB above 8.8 kHz; what lies below 7 kHz stays
/// within 0.1 dB. Allocates nothing after it is made.</remarks>
internal sealed class Resampler
{
    /// <summary>The kernel reaches so many samples of the lower of the two rates to each side.</summary>
    private const int Reach = 24;

    /// <summary>Cut-off as a share of the lower rate, half-way down the transition to its half.</summary>
    private const double CutOff = 0.47;

    /// <summary>Shape of the Kaiser window: 80 dB (Kaiser 1974, β = 0.1102 (A − 8.7)).</summary>
    private const double Beta = 7.86;

    private readonly int _up;
    private readonly int _down;
    private readonly int _taps;
    private readonly float[] _kernel; // phases × taps
    private readonly float[] _waiting;
    private int _count;
    private int _phase;

    /// <param name="rateHz">Rate of the input.</param>
    /// <param name="maxInput">The most samples given at once.</param>
    public Resampler(int rateHz, int maxInput)
    {
        var common = GreatestCommonDivisor(rateHz, AudioBlock.SampleRateHz);
        (_up, _down) = (AudioBlock.SampleRateHz / common, rateHz / common);

        // In input samples: the kernel is wider where the input's rate is the higher one.
        var widening = Math.Max(1, (double)rateHz / AudioBlock.SampleRateHz);
        _taps = 2 * (int)Math.Ceiling(Reach * widening);
        _kernel = new float[_up * _taps];
        for (var phase = 0; phase < _up; phase++)
        {
            Fill(_kernel.AsSpan(phase * _taps, _taps), (double)phase / _up, widening);
        }

        _waiting = new float[_taps + maxInput];
        Clear();
    }

    /// <summary>The most samples that so many of the input can become.</summary>
    public int MaxOutput(int input) => (int)(((long)input * _up) / _down) + 1;

    /// <summary>Takes the next samples in.</summary>
    /// <returns>How many samples were written to <paramref name="output"/>.</returns>
    public int Process(ReadOnlySpan<float> input, Span<float> output)
    {
        input.CopyTo(_waiting.AsSpan(_count));
        _count += input.Length;
        var (written, start) = (0, 0);
        while (start + _taps <= _count)
        {
            output[written++] = TensorPrimitives.Dot(
                _kernel.AsSpan(_phase * _taps, _taps), _waiting.AsSpan(start, _taps));
            _phase += _down;
            start += _phase / _up;
            _phase %= _up;
        }

        // A start behind what there is can only be where the input's rate is much higher; it is made up for next time.
        var kept = Math.Max(0, _count - start);
        _waiting.AsSpan(_count - kept, kept).CopyTo(_waiting);
        _phase += Math.Max(0, start - _count) * _up;
        _count = kept;
        return written;
    }

    /// <summary>Wipes what it heard; the next sample follows silence.</summary>
    public void Clear()
    {
        Array.Clear(_waiting);
        (_count, _phase) = (_taps / 2, 0);
    }

    /// <summary>The kernel for outputs that lie <paramref name="offset"/> behind the middle input sample.</summary>
    private void Fill(Span<float> kernel, double offset, double widening)
    {
        var sum = 0.0;
        for (var tap = 0; tap < kernel.Length; tap++)
        {
            var distance = (tap - (_taps / 2) - offset) / widening; // in samples of the lower rate
            var inWindow = 1 - Math.Pow(distance / Reach, 2);
            var value = inWindow <= 0 ? 0 : Sinc(2 * CutOff * distance) * Bessel(Beta * Math.Sqrt(inWindow));
            kernel[tap] = (float)value;
            sum += value;
        }

        for (var tap = 0; tap < kernel.Length; tap++)
        {
            kernel[tap] = (float)(kernel[tap] / sum); // a constant stays the same at every phase
        }
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <summary>The modified Bessel function of the first kind and order 0, by its series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= Math.Pow(x / (2 * k), 2);
            sum += term;
        }

        return sum;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
