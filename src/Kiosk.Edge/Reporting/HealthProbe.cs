using System.Globalization;
using Kiosk.Wire;

namespace Kiosk.Edge.Reporting;

/// <summary>Measures how the box is.</summary>
/// <param name="models">Name and version of each model in use.</param>
/// <param name="faults">The faults that stand.</param>
/// <param name="time">The clock; the worker's life begins with this object.</param>
internal sealed class HealthProbe(IReadOnlyDictionary<string, string> models, FaultRegister faults, TimeProvider time)
{
    private const string ThermalZones = "/sys/class/thermal";

    private readonly long _started = time.GetTimestamp();

    /// <summary>The box as it is now.</summary>
    /// <param name="outboxWindows">Windows that wait for a receipt.</param>
    public KioskHealth Measure(long outboxWindows) => new(
        Version: 1,
        time.GetUtcNow(),
        (long)time.GetElapsedTime(_started).TotalSeconds,
        (int)(Environment.WorkingSet >> 20),
        HottestZone(),
        outboxWindows,
        models,
        [.. faults.Standing.Select(fault => fault.Fault)]);

    /// <summary>Thermal zones tell thousandths of a degree (Documentation/driver-api/thermal/sysfs-api.rst of the
    /// kernel); a zone that is off cannot be read.</summary>
    private static double? HottestZone()
    {
        double? hottest = null;
        if (Directory.Exists(ThermalZones))
        {
            foreach (var zone in Directory.EnumerateDirectories(ThermalZones, "thermal_zone*"))
            {
                try
                {
                    var celsius = int.Parse(File.ReadAllText(Path.Combine(zone, "temp")), CultureInfo.InvariantCulture) / 1000d;
                    hottest = hottest is { } other && other > celsius ? other : celsius;
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
                {
                    // This zone has nothing to say.
                }
            }
        }

        return hottest;
    }
}
