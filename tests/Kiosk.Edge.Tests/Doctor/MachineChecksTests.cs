using Kiosk.Edge.Doctor;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Doctor;

public sealed class MachineChecksTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("machine-");
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    public MachineChecksTests()
    {
        Write("proc/meminfo", "MemTotal: 4000000 kB\nMemFree: 100 kB\nMemAvailable: 2048000 kB\n");
        Write("proc/uptime", "86400.00 100.00\n");
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_box_that_is_well_has_nothing_to_complain_of()
    {
        var findings = Look().Where(finding => finding.Check is not ("clock" or "disk")); // those are this machine's own

        Assert.All(findings, finding => Assert.Equal(Severity.Ok, finding.Severity));
    }

    [Theory]
    [InlineData("memory", "proc/meminfo", "MemAvailable: 204800 kB\n", "200 MiB of memory are free.")]
    [InlineData("temperature", "sys/class/thermal/thermal_zone0/temp", "78000\n", "The board has 78 °C and slows down from 80 °C.")]
    [InlineData("supply", "sys/devices/platform/soc/soc:firmware/get_throttled", "50005\n", "The supply's voltage is too low.")]
    [InlineData("wear", "sys/block/mmcblk0/stat", "1 2 3 4 5 6 10000000 8 9 10 11\n", "5.1 GB a day are written to the memory card.")]
    public void What_is_wrong_is_told_with_cause_and_remedy(string check, string file, string content, string what)
    {
        Write(file, content);

        var finding = Assert.Single(Look(), finding => finding.Check == check);

        Assert.NotEqual(Severity.Ok, finding.Severity);
        Assert.Equal(what, finding.What);
        Assert.NotNull(finding.Cause);
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public void A_clock_from_before_the_build_is_an_error()
    {
        var early = new FakeTimeProvider(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var finding = Assert.Single(
            new MachineChecks(_root.FullName, early).Look(_root.FullName), finding => finding.Check == "clock");

        Assert.Equal(Severity.Error, finding.Severity);
        Assert.StartsWith("The clock says 2020-01-01", finding.What);
    }

    [Fact]
    public void A_folder_that_can_not_be_written_is_an_error()
    {
        var finding = Assert.Single(
            new MachineChecks(_root.FullName, _time).Look("/proc/self"), finding => finding.Check == "disk");

        Assert.Equal(Severity.Error, finding.Severity);
    }

    private IEnumerable<Finding> Look() => new MachineChecks(_root.FullName, _time).Look(_root.FullName);

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(_root.FullName, path));
        file.Directory!.Create(); // a file below the root has one
        File.WriteAllText(file.FullName, text);
    }
}
