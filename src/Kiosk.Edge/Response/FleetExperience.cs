namespace Kiosk.Edge.Response;

/// <summary>What other kiosks of the fleet have seen of the answers, as counts by cause and first answer.</summary>
/// <remarks>Their customers may be others, so what they have seen counts for less than the kiosk's own, and no more than a
/// thousand visits however large the fleet is: what a store differs in shows (a power prior, Ibrahim and Chen, Statistical
/// Science 15, 2000).</remarks>
public sealed class FleetExperience
{
    /// <summary>The part of a visit elsewhere that counts here. Set by hand.</summary>
    private const double Part = 0.5;

    /// <summary>The most that all of them count together, visits.</summary>
    private const double Most = 1000;

    /// <summary>Takes the counts of one edition of the catalogue.</summary>
    /// <param name="edition">The edition.</param>
    /// <param name="counts">By cause and first answer: visits, and those that went well.</param>
    public FleetExperience(string edition, IReadOnlyList<FleetCount> counts)
    {
        Edition = edition;
        var part = Math.Min(Part, Most / Math.Max(1, counts.Sum(one => one.Tried)));
        Records = [.. counts.Select(one => one with { Tried = one.Tried * part, Well = one.Well * part })];
    }

    /// <summary>What they answered with.</summary>
    public string Edition { get; }

    /// <summary>The counts as they count here.</summary>
    public IReadOnlyList<FleetCount> Records { get; }
}
