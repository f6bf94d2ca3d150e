namespace Kiosk.Edge.Sensing;

/// <summary>How often the store's lamps flicker: twice in each period of the mains. A camera that knows it exposes for
/// whole flickers, and its pictures have no moving stripes.</summary>
internal static class MainsFrequency
{
    private const string ZoneTable = "/usr/share/zoneinfo/zone.tab";

    /// <summary>Countries with 60 Hz (IEC, https://www.iec.ch/world-plugs, read 2026-11).</summary>
    private static readonly HashSet<string> SixtyHertz =
    [
        "AG", "AI", "AS", "AW", "BM", "BR", "BS", "BZ", "CA", "CO", "CR", "CU", "DO", "EC", "FM", "GT", "GU", "HN", "HT",
        "KN", "KR", "KY", "MF", "MH", "MP", "MS", "MX", "NI", "PA", "PE", "PF", "PH", "PR", "PW", "SA", "SR", "SV", "SX",
        "TC", "TT", "TW", "US", "VE", "VG", "VI",
    ];

    /// <summary>Countries with both, by region or by building.</summary>
    private static readonly HashSet<string> Both = ["GY", "JP", "KP", "LR"];

    /// <summary>Where a clock of this time zone hangs.</summary>
    /// <param name="zone">A name of the time zone database, such as <c>Asia/Seoul</c>.</param>
    /// <returns>50 or 60 Hz; null where the zone belongs to no country, or the country has both.</returns>
    public static int? Of(string zone)
    {
        if (!File.Exists(ZoneTable))
        {
            return null;
        }

        // country, coordinates, zone and perhaps a comment, with tabs between (tzdata's zone.tab)
        var country = File.ReadLines(ZoneTable)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .FirstOrDefault(columns => columns.Length > 2 && columns[2] == zone)?[0];
        return country is null || Both.Contains(country) ? null : SixtyHertz.Contains(country) ? 60 : 50;
    }
}
