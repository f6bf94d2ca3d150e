using Kiosk.Edge.Reporting;
using Kiosk.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests;

public sealed class BoxWatchTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("box-");
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _told = [];
    private readonly FaultRegister _faults;
    private readonly BoxWatch _watch;

    public BoxWatchTests()
    {
        _faults = new FaultRegister(_time, NullLogger<FaultRegister>.Instance);
        _faults.Changed += fault => _told.Add($"{fault.Fault} {fault.Status}");
        _watch = new BoxWatch(
            new BoardHeat(_root.FullName), new Witness(null, Path.Combine(_root.FullName, "witness.json")), _faults, _time);
    }

    [Fact]
    public void A_supply_that_is_weak_now_and_then_is_one_fault()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            Look(weak: true, TimeSpan.FromSeconds(2));
            Look(weak: false, TimeSpan.FromSeconds(58));
        }

        Assert.Equal([$"supply_undervoltage {DeviceFault.Raised}"], _told);
    }

    [Fact]
    public void A_supply_that_was_strong_for_5_minutes_is_no_fault_any_more()
    {
        Look(weak: true, TimeSpan.FromSeconds(2));
        Look(weak: false, TimeSpan.FromSeconds(298));
        var soon = _faults.Standing.Count;
        Look(weak: false, TimeSpan.FromSeconds(4));

        Assert.Equal(1, soon);
        Assert.Empty(_faults.Standing);
    }

    [Fact]
    public void A_supply_that_was_never_weak_is_no_fault()
    {
        Look(weak: false, TimeSpan.FromHours(1));

        Assert.Empty(_told);
    }

    public void Dispose() => _root.Delete(recursive: true);

    /// <summary>Looks each second for so long.</summary>
    private void Look(bool weak, TimeSpan length)
    {
        var firmware = Path.Combine(_root.FullName, "sys/devices/platform/soc/soc:firmware");
        Directory.CreateDirectory(firmware);
        File.WriteAllText(Path.Combine(firmware, "get_throttled"), weak ? "50005\n" : "50000\n");
        for (var second = 0; second < length.TotalSeconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _watch.Look();
        }
    }
}
