using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Tests.Sensing;

public class ResamplerTests
{
    /// <summary>Samples left out of a comparison: the kernel's length, in which a tone swings in.</summary>
    private const int SwingIn = 200;

    [Theory]
    [InlineData(8_000)]
    [InlineData(16_000)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(96_000)]
    [InlineData(192_000)]
    public void A_tone_that_speech_has_stays_as_it_is(int rateHz)
    {
        var output = Resample(Tone(1_000, rateHz, seconds: 1), rateHz, part: 480);

        Assert.InRange(output.Length, AudioBlock.SampleRateHz - SwingIn, AudioBlock.SampleRateHz);
        var expected = Tone(1_000, AudioBlock.SampleRateHz, seconds: 1);
        for (var i = SwingIn; i < output.Length; i++)
        {
            Assert.Equal(expected[i], output[i], 0.002f);
        }
    }

    [Theory]
    [InlineData(44_100, 9_000)]
    [InlineData(48_000, 9_000)]
    [InlineData(48_000, 15_000)]
    [InlineData(96_000, 30_000)]
    public void A_tone_too_high_for_16_kHz_does_not_come_back_as_a_low_one(int rateHz, int toneHz)
    {
        var output = Resample(Tone(toneHz, rateHz, seconds: 0.5), rateHz, part: 480);

        Assert.All(output[SwingIn..], sample => Assert.InRange(sample, -0.001f, 0.001f)); // 60 dB below the tone
    }

    [Theory]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(8_000)]
    public void The_parts_it_is_given_make_no_difference(int rateHz)
    {
        var tone = Tone(440, rateHz, seconds: 0.3);

        var whole = Resample(tone, rateHz, part: tone.Length);

        foreach (var part in new[] { 1, 7, 480, 1000 })
        {
            var inParts = Resample(tone, rateHz, part);
            Assert.Equal(whole.Length, inParts.Length);
            Assert.All(whole.Zip(inParts), sample => Assert.Equal(sample.First, sample.Second, 1e-6f)); // added up in any order
        }
    }

    [Fact]
    public void Nothing_of_what_it_heard_is_left_when_it_is_cleared()
    {
        var resampler = new Resampler(48_000, 480);
        var output = new float[resampler.MaxOutput(480)];
        resampler.Process(Tone(1_000, 48_000, seconds: 0.01), output);

        resampler.Clear();
        var count = resampler.Process(new float[480], output);

        Assert.All(output[..count], sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Allocates_nothing()
    {
        var resampler = new Resampler(44_100, 1_411);
        var (input, output) = (new float[1_411], new float[resampler.MaxOutput(1_411)]);
        resampler.Process(input, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        resampler.Process(input, output);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] Tone(double hz, int rateHz, double seconds) =>
        [.. Enumerable.Range(0, (int)(rateHz * seconds)).Select(i => (float)Math.Sin(2 * Math.PI * hz * i / rateHz))];

    private static float[] Resample(float[] input, int rateHz, int part)
    {
        var resampler = new Resampler(rateHz, part);
        var output = new float[resampler.MaxOutput(part)];
        var all = new List<float>();
        foreach (var some in input.Chunk(part))
        {
            all.AddRange(output.AsSpan(0, resampler.Process(some, output)));
        }

        return [.. all];
    }
}
