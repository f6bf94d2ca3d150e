using System.Device.Gpio;
using System.Globalization;

namespace Bindings.SystemDeviceGpio.Tests;

/// <summary>The first simulated chip of the kernel's gpio-sim (Documentation/admin-guide/gpio/gpio-sim.rst).</summary>
internal static class GpioSim
{
    private static readonly string? Device = Directory.Exists("/sys/devices/platform")
        ? Directory.GetDirectories("/sys/devices/platform", "gpio-sim.*").FirstOrDefault()
        : null;

    public static bool IsThere => Device is not null;

    /// <summary>Its number, as in <c>/dev/gpiochipN</c>.</summary>
    public static int Chip => int.Parse(Path.GetFileName(Bank)["gpiochip".Length..], CultureInfo.InvariantCulture);

    private static string Bank => Directory.GetDirectories(Device!, "gpiochip*").First(); // only asked where it is there

    /// <summary>Moves an input from outside.</summary>
    public static void Pull(int line, PinValue level) =>
        File.WriteAllText($"{Bank}/sim_gpio{line}/pull", level == PinValue.High ? "pull-up" : "pull-down");

    /// <summary>What a meter at the line would show.</summary>
    public static PinValue Level(int line) =>
        int.Parse(File.ReadAllText($"{Bank}/sim_gpio{line}/value"), CultureInfo.InvariantCulture);
}

/// <summary>A test of the kernel's GPIO interface, skipped where no chip is simulated.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GpioSimFactAttribute : FactAttribute
{
    public GpioSimFactAttribute()
    {
        if (!GpioSim.IsThere)
        {
            Skip = "No chip of gpio-sim is there.";
        }
    }
}
