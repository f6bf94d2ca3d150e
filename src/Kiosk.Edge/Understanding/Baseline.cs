namespace Kiosk.Edge.Understanding;

/// <summary>How displeased this customer looks or sounds when nothing is the matter, so that a stern face is not taken
/// for a frustrated one.</summary>
/// <remarks>It begins at the first reading, but no higher than a stern face goes, so that a customer who arrives
/// displeased still shows; then it follows the visit's calm readings slowly. The figures are unverified.</remarks>
internal struct Baseline
{
    /// <summary>The most of a first reading that is taken for the customer's usual.</summary>
    private const double SternAtMost = 0.35;

    /// <summary>The share of the way the baseline goes towards a calm reading.</summary>
    private const double Step = 0.05;

    /// <summary>A calm reading further above the baseline moves it no more than this one would.</summary>
    private const double LargestRise = 0.2;

    private double? _usual;

    /// <summary>How far a reading is above the customer's usual, 0..1; learns from it when the customer is calm.
    /// </summary>
    public double Above(double displeasure, bool calm)
    {
        var usual = _usual ?? Math.Min(displeasure, SternAtMost);
        _usual = calm ? usual + (Step * (Math.Min(displeasure, usual + LargestRise) - usual)) : usual;
        return Math.Max(0, displeasure - usual);
    }
}
