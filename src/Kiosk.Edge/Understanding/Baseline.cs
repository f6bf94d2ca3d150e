namespace Kiosk.Edge.Understanding;

/// <summary>How this customer looks or sounds when nothing is the matter, so that a stern face is not taken for a
/// frustrated one.</summary>
/// <remarks>It is the mean of the first calm readings, but no higher than a stern face goes, so that a customer who
/// arrives displeased still shows; then it follows the visit's calm readings slowly. The figures are unverified.
/// </remarks>
internal struct Baseline
{
    /// <summary>The most of a first reading that is taken for the customer's usual.</summary>
    private const double SternAtMost = 0.35;

    /// <summary>Readings that make the mean: two seconds of pictures.</summary>
    private const int FirstReadings = 20;

    /// <summary>The share of the way the baseline then goes towards a calm reading.</summary>
    private const double Step = 1.0 / FirstReadings;

    /// <summary>A calm reading further above the baseline moves it no more than this one would.</summary>
    private const double LargestRise = 0.2;

    /// <summary>Readings flicker; what is above the usual by less than this is nothing.</summary>
    private const double Flicker = 0.15;

    private Affect _usual;
    private int _calmReadings;

    /// <summary>How far a reading is above the customer's usual, each part 0..1; learns from it when the customer is
    /// calm.</summary>
    public Affect Above(Affect reading, bool calm)
    {
        var usual = _calmReadings > 0 ? _usual : Affect.Each(reading, default, static (now, _) => Math.Min(now, SternAtMost));
        if (calm)
        {
            _usual = ++_calmReadings <= FirstReadings ? Mean(usual, reading) : Follow(usual, reading);
        }

        return Affect.Each(reading, usual, static (now, usually) => Math.Max(0, now - usually - Flicker));
    }

    private readonly Affect Mean(Affect usual, Affect reading)
    {
        var part = 1.0 / _calmReadings;
        return Affect.Each(usual, reading, (mean, now) => mean + (part * (Math.Min(now, SternAtMost) - mean)));
    }

    private static Affect Follow(Affect usual, Affect reading) => Affect.Each(
        usual, reading, static (mean, now) => mean + (Step * (Math.Min(now, mean + LargestRise) - mean)));
}
