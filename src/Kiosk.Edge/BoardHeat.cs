using System.Globalization;

namespace Kiosk.Edge;

/// <summary>How hot the board is and whether it slows itself down, from sysfs.</summary>
/// <param name="root">The file system's root; another folder in tests.</param>
public sealed class BoardHeat(string root = "/")
{
    /// <summary>Where a Raspberry Pi begins to throttle
    /// (https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#thermal-management); boards that state a
    /// passive trip point are taken at their word.</summary>
    private const double ThrottleCelsius = 80;

    /// <summary>So much below the throttling the work begins to fall.</summary>
    private const double CautionCelsius = 10;

    /// <summary>The least that is left of the work.</summary>
    private const double LeastShare = 0.2;

    private readonly string _zones = Path.Combine(root, "sys/class/thermal");

    // Bits 0 to 3: under-voltage, frequency capped, throttled, soft temperature limit; the same from bit 16 for "since
    // the start" (vcgencmd get_throttled).
    private readonly string _throttled = Path.Combine(root, "sys/devices/platform/soc/soc:firmware/get_throttled");

    // The kernel's own driver of the same alarm (Documentation/hwmon/raspberrypi-hwmon.rst).
    private readonly string _monitors = Path.Combine(root, "sys/class/hwmon");

    /// <summary>The hottest zone, °C; null on a board that does not tell.</summary>
    public double? HottestCelsius => Zones().Select(zone => (double?)zone.Celsius).Max();

    /// <summary>The supply's voltage is too low now; null on a board that does not tell.</summary>
    public bool? UnderVoltage => Throttling() is { } bits ? (bits & 0x1) != 0 : SupplyAlarm();

    /// <summary>The board is slowed down now; null on a board that does not tell.</summary>
    public bool? Throttled => Throttling() is { } bits ? (bits & 0xE) != 0 : null;

    /// <summary>Where the hottest zone begins to throttle, °C.</summary>
    public double LimitCelsius => Zones().DefaultIfEmpty(new Zone(0, ThrottleCelsius)).MaxBy(zone => zone.Celsius).Limit;

    /// <summary>The share of the full work that the heat allows, 0.2 to 1: it falls from 10 °C below the throttling.
    /// </summary>
    public double Share()
    {
        if (Throttled == true)
        {
            return LeastShare;
        }

        // Each zone by its own limit: a battery's is no processor's.
        return Zones().Select(zone => Math.Clamp((zone.Limit - zone.Celsius) / CautionCelsius, LeastShare, 1))
            .DefaultIfEmpty(1)
            .Min();
    }

    /// <summary>The zones that tell their temperature.</summary>
    private IEnumerable<Zone> Zones() =>
        from zone in Entries(_zones, "thermal_zone*")
        let celsius = Millidegrees(Path.Combine(zone, "temp"))
        where celsius is not null
        select new Zone(celsius.Value, PassiveTrip(zone) ?? ThrottleCelsius);

    /// <summary>The lowest trip point at which the kernel would slow the board down. One that is not set is 0 or as cold as
    /// it gets (THERMAL_TEMP_INVALID, -274000, in the kernel's include/linux/thermal.h).</summary>
    private static double? PassiveTrip(string zone) => Entries(zone, "trip_point_*_type")
        .Where(type => Read(type) == "passive")
        .Select(type => Millidegrees(type.Replace("_type", "_temp", StringComparison.Ordinal)))
        .Where(trip => trip > 0)
        .Min();

    private bool? SupplyAlarm() =>
        Entries(_monitors, "*").FirstOrDefault(one => Read(Path.Combine(one, "name")) == "rpi_volt") is { } monitor
        && Entries(monitor, "in*_lcrit_alarm").FirstOrDefault() is { } alarm
            ? Read(alarm) == "1"
            : null;

    private int? Throttling() =>
        int.TryParse(Read(_throttled), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) ? bits : null;

    /// <summary>Thermal zones tell thousandths of a degree (Documentation/driver-api/thermal/sysfs-api.rst of the
    /// kernel); one that is off can't be read.</summary>
    private static double? Millidegrees(string path) =>
        int.TryParse(Read(path), CultureInfo.InvariantCulture, out var value) ? value / 1000d : null;

    /// <summary>What a folder holds; nothing when it is not there, or goes while it is looked at.</summary>
    private static string[] Entries(string folder, string pattern)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder, pattern);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A thermal zone: how hot it is, and where the board would be slowed down for it, °C.</summary>
    private readonly record struct Zone(double Celsius, double Limit);
}
