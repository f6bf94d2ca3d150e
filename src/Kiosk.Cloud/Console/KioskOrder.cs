using Kiosk.Cloud.Fleet;

namespace Kiosk.Cloud.Console;

/// <summary>The orders in which the kiosk list can be asked for.</summary>
internal static class KioskOrder
{
    /// <summary>The order of that name; null when there is none. Each is stable, so that kiosks that are equal in it
    /// stay in the order of need.</summary>
    public static Func<IEnumerable<KioskSummary>, IEnumerable<KioskSummary>>? Named(string name) => name switch
    {
        "need" => kiosks => kiosks,
        "name" => kiosks => kiosks
            .OrderBy(kiosk => kiosk.Chain, StringComparer.Ordinal)
            .ThenBy(kiosk => kiosk.Store, StringComparer.Ordinal)
            .ThenBy(kiosk => kiosk.Kiosk, StringComparer.Ordinal),
        "last_seen" => kiosks => kiosks.OrderBy(kiosk => kiosk.LastSeen),
        "visits" => kiosks => kiosks.OrderByDescending(kiosk => kiosk.Tally.Visits),
        "frustrated" => kiosks => kiosks.OrderByDescending(FrustratedShare),
        _ => null,
    };

    /// <summary>0..1; null, which sorts last, with too few visits for a share.</summary>
    private static double? FrustratedShare(KioskSummary kiosk) => kiosk.Tally.Visits < Share.FewestVisits
        ? null
        : (double)kiosk.Tally.Frustrated / kiosk.Tally.Visits;
}
