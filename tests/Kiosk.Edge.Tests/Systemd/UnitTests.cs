using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Bindings.Shared;

namespace Kiosk.Edge.Tests.Systemd;

/// <summary>Holds the units by systemd's own tools.</summary>
public partial class UnitTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "deploy", "systemd");

    public static TheoryData<string> Units => [.. Directory.GetFiles(Folder, "*.service").Select(Path.GetFileName).OfType<string>()];

    [Theory]
    [InlineData("carekiosk-edge.service")]
    [InlineData("carekiosk-cloud.service")]
    [InlineData("carekiosk-broker.service")]
    [InlineData("carekiosk-witness.service")]
    public void Exposes_at_most_2_of_10(string unit) => Assert.InRange(ExposureOf(unit), 0, 2.0);

    [Fact]
    public void The_screen_exposes_no_more_than_a_browser_under_a_compositor_needs() =>
        Assert.InRange(ExposureOf("carekiosk-screen.service"), 0, 3.0);

    [Theory]
    [MemberData(nameof(Units))]
    public void Holds_nothing_that_systemd_does_not_know(string unit)
    {
        var text = Analyze("verify", "--man=no", "--recursive-errors=no", Path.Combine(Folder, unit));

        Assert.DoesNotMatch("Unknown (key|section|lvalue)|Failed to parse|Invalid", text);
    }

    [Theory]
    [InlineData("carekiosk-edge.service")]
    [InlineData("carekiosk-cloud.service")]
    public void Leaves_no_memory_on_disk_and_is_not_started_again_with_a_bad_setting(string unit)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, unit));

        Assert.Contains("LimitCORE=0", lines);
        Assert.Contains("RestartPreventExitStatus=78", lines);
    }

    /// <summary>Raspberry Pi OS Lite, and every box without a desktop, starts no further than this.</summary>
    [Theory]
    [InlineData("carekiosk-edge.service")]
    [InlineData("carekiosk-cloud.service")]
    [InlineData("carekiosk-broker.service")]
    [InlineData("carekiosk-screen.service")]
    public void Starts_with_a_box_that_has_no_desktop(string unit) => Assert.Equal(
        ["WantedBy=multi-user.target"],
        File.ReadLines(Path.Combine(Folder, unit)).Where(line => line.StartsWith("WantedBy=", StringComparison.Ordinal)));

    [Fact]
    public void The_witness_may_open_no_device_and_look_into_no_process()
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "carekiosk-witness.service"));

        Assert.Superset(
            new HashSet<string> { "DevicePolicy=strict", "DeviceAllow=/dev/null rw", "CapabilityBoundingSet=", "AmbientCapabilities=", "IPAddressDeny=any" },
            lines.ToHashSet());
        Assert.Single(lines, line => line.StartsWith("DeviceAllow=", StringComparison.Ordinal));
    }

    /// <summary>A name is looked up in /proc/devices once, when the unit starts, and stands there only once its driver is
    /// loaded; the GPIO character device is part of the kernel.</summary>
    [Fact]
    public void The_worker_may_open_a_camera_and_a_microphone_that_come_after_it() => Assert.Equal(
        ["DeviceAllow=char-81 rw", "DeviceAllow=char-116 rw", "DeviceAllow=char-gpiochip rw"],
        File.ReadLines(Path.Combine(Folder, "carekiosk-edge.service"))
            .Where(line => line.StartsWith("DeviceAllow=", StringComparison.Ordinal)));

    /// <summary>A connection to the broker needs a folder for a moment.</summary>
    [Theory]
    [InlineData("carekiosk-edge.service", "carekiosk")]
    [InlineData("carekiosk-cloud.service", "carekiosk-cloud")]
    public void Reaches_the_broker_whatever_the_disk_does(string unit, string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, unit));

        Assert.Contains($"RuntimeDirectory={folder}", lines);
        Assert.Contains(lines, line => line.StartsWith("Environment=", StringComparison.Ordinal)
            && line["Environment=".Length..].Split(' ').Contains($"TMPDIR=/run/{folder}"));
    }

    /// <summary>Raspberry Pi OS's 99-com.rules gives every chip to its group gpio, and of two rules the later wins.</summary>
    [Fact]
    public void The_housings_lines_stay_the_workers_whatever_rules_come_later()
    {
        var rule = Assert.Single(
            File.ReadAllLines(Path.Combine(Folder, "carekiosk.rules")), line => !line.StartsWith('#'));

        Assert.Contains("GROUP:=\"carekiosk-gpio\"", rule, StringComparison.Ordinal);
        Assert.Contains("MODE:=\"0660\"", rule, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"Overall exposure level for \S+: ([0-9.]+)")]
    private static partial Regex ExposureLevel();

    private static double ExposureOf(string unit)
    {
        var text = Analyze("security", "--offline=true", "--no-pager", Path.Combine(Folder, unit));
        var level = ExposureLevel().Match(text);
        Assert.True(level.Success, text);
        return double.Parse(level.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>What systemd-analyze says of it, errors included.</summary>
    private static string Analyze(params string[] arguments)
    {
        var start = new ProcessStartInfo("systemd-analyze", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!; // it can be started, or Start throws
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }
}
