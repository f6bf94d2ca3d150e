using Kiosk.Edge.Tests.Fakes;

namespace Kiosk.Edge.Tests;

public sealed class BoardHeatTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("board-");
    private readonly BoardHeat _heat;

    public BoardHeatTests() => _heat = new BoardHeat(_root.FullName);

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_board_that_does_not_tell_works_at_full_speed()
    {
        Assert.Null(_heat.HottestCelsius);
        Assert.Null(_heat.Throttled);
        Assert.Null(_heat.UnderVoltage);
        Assert.Equal(1, _heat.Share());
    }

    [Theory]
    [InlineData(40_000, 1)]
    [InlineData(70_000, 1)]
    [InlineData(75_000, 0.5)]
    [InlineData(79_500, 0.2)]
    [InlineData(95_000, 0.2)]
    public void Work_falls_before_the_board_throttles(int millidegrees, double share)
    {
        Zone(0, millidegrees);
        Zone(1, 30_000);

        Assert.Equal(millidegrees / 1000.0, _heat.HottestCelsius);
        Assert.Equal(share, _heat.Share(), 0.001);
    }

    [Fact]
    public void A_board_that_says_where_it_throttles_is_believed()
    {
        Zone(0, 65_000);
        Trip(0, 0, "critical", 60_000);
        Trip(0, 1, "passive", 70_000);

        Assert.Equal(70, _heat.LimitCelsius);
        Assert.Equal(0.5, _heat.Share(), 0.001);
    }

    [Theory]
    [InlineData(30_000, 1)]
    [InlineData(40_000, 0.5)]
    public void Each_zone_is_held_to_its_own_limit(int battery, double share)
    {
        Zone(0, 60_000);
        Trip(0, 0, "passive", 85_000);
        Zone(1, battery);
        Trip(1, 0, "passive", 45_000);

        Assert.Equal((60, 85), (_heat.HottestCelsius, _heat.LimitCelsius));
        Assert.Equal(share, _heat.Share(), 0.001);
    }

    [Theory]
    [InlineData(-274_000)]
    [InlineData(0)]
    public void A_trip_point_that_is_not_set_is_passed_over(int trip)
    {
        Zone(0, 60_000);
        Trip(0, 0, "passive", trip);
        Trip(0, 1, "passive", 65_000);

        Assert.Equal(65, _heat.LimitCelsius);
        Assert.Equal(0.5, _heat.Share(), 0.001);
    }

    [Fact]
    public void A_zone_that_cannot_be_looked_at_is_passed_over()
    {
        Zone(0, 75_000);
        OtherUser.Admit(_root.FullName);
        var closed = Directory.CreateDirectory(Path.Combine(_root.FullName, "sys/class/thermal/thermal_zone1")).FullName;
        OtherUser.Bar(closed);
        try
        {
            Assert.Equal(0.5, OtherUser.Run(_heat.Share), 0.001);
        }
        finally
        {
            OtherUser.Admit(closed);
        }
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    public void A_Raspberry_Pi_tells_its_supply_by_the_kernels_alarm(string alarm, bool underVoltage)
    {
        Write("sys/class/hwmon/hwmon0/name", "cpu_thermal\n");
        Write("sys/class/hwmon/hwmon1/name", "rpi_volt\n");
        Write("sys/class/hwmon/hwmon1/in0_lcrit_alarm", alarm + "\n");

        Assert.Equal(underVoltage, _heat.UnderVoltage);
    }

    [Theory]
    [InlineData("0", false, false)]
    [InlineData("50000", false, false)] // it was so before
    [InlineData("50001", true, false)]
    [InlineData("4", false, true)]
    [InlineData("8", false, true)]
    public void A_Raspberry_Pi_tells_its_throttling(string bits, bool underVoltage, bool throttled)
    {
        Write("sys/devices/platform/soc/soc:firmware/get_throttled", bits + "\n");

        Assert.Equal(underVoltage, _heat.UnderVoltage);
        Assert.Equal(throttled, _heat.Throttled);
        Assert.Equal(throttled ? 0.2 : 1, _heat.Share());
    }

    [Fact]
    public void A_zone_that_is_off_is_passed_over()
    {
        Zone(0, 50_000);
        Write("sys/class/thermal/thermal_zone1/temp", "");

        Assert.Equal(50, _heat.HottestCelsius);
    }

    private void Zone(int number, int millidegrees) =>
        Write($"sys/class/thermal/thermal_zone{number}/temp", $"{millidegrees}\n");

    private void Trip(int zone, int number, string type, int millidegrees)
    {
        Write($"sys/class/thermal/thermal_zone{zone}/trip_point_{number}_type", type);
        Write($"sys/class/thermal/thermal_zone{zone}/trip_point_{number}_temp", $"{millidegrees}\n");
    }

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(_root.FullName, path));
        file.Directory!.Create(); // a file below the root has one
        File.WriteAllText(file.FullName, text);
    }
}
