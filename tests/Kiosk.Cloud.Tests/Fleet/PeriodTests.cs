using Kiosk.Cloud.Fleet;

namespace Kiosk.Cloud.Tests.Fleet;

public sealed class PeriodTests
{
    [Theory]
    [InlineData("24h", "2026-11-20T12:34:56Z", 0, "2026-11-20T12:00:00Z")]
    [InlineData("24h", "2026-11-20T12:34:56Z", 330, "2026-11-20T12:30:00Z")]
    [InlineData("7d", "2026-11-20T12:34:56Z", 0, "2026-11-20T12:00:00Z")]
    [InlineData("30d", "2026-11-20T12:34:56Z", 0, "2026-11-20T00:00:00Z")]
    [InlineData("30d", "2026-11-20T12:34:56Z", 540, "2026-11-19T15:00:00Z")]
    [InlineData("30d", "2026-11-20T15:00:00Z", 540, "2026-11-20T15:00:00Z")]
    [InlineData("30d", "2026-11-20T02:00:00Z", -480, "2026-11-19T08:00:00Z")]
    public void A_part_begins_where_it_does_for_the_viewer(string name, string at, int offsetMinutes, string expected)
    {
        var period = Period.Named(name);

        Assert.NotNull(period);
        Assert.Equal(
            DateTimeOffset.Parse(expected),
            period.PartOf(DateTimeOffset.Parse(at), TimeSpan.FromMinutes(offsetMinutes)));
    }

    [Theory]
    [InlineData("24h", 24)]
    [InlineData("7d", 28)]
    [InlineData("30d", 30)]
    public void A_period_is_cut_into_equal_parts(string name, int parts)
    {
        var period = Period.Named(name);

        Assert.NotNull(period);
        Assert.Equal(parts, period.Length / period.Part);
    }

    [Fact]
    public void Another_name_is_no_period()
    {
        Assert.Null(Period.Named("1y"));
    }
}
