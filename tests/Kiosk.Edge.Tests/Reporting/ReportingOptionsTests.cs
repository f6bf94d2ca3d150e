using Kiosk.Edge.Reporting;

namespace Kiosk.Edge.Tests.Reporting;

public sealed class ReportingOptionsTests
{
    [Fact]
    public void The_defaults_need_only_the_address()
    {
        Assert.Empty(Failures(new ReportingOptions { Chain = "a", Store = "b", Kiosk = "c" }));
        Assert.Equal(3, Failures(new ReportingOptions()).Count);
    }

    [Theory]
    [InlineData("Store 7")]
    [InlineData("a/b")]
    [InlineData("+")]
    [InlineData("-a")]
    public void An_address_that_is_no_topic_level_is_refused(string store)
    {
        Assert.Contains("Store", Assert.Single(Failures(new() { Chain = "a", Store = store, Kiosk = "c" })));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void K_is_never_below_five(int fewestVisits, bool valid)
    {
        var failures = Failures(new() { Chain = "a", Store = "b", Kiosk = "c", FewestVisits = fewestVisits });

        Assert.Equal(valid, failures.Count == 0);
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_told_all_at_once()
    {
        var failures = Failures(new()
        {
            Chain = "a",
            Store = "b",
            Kiosk = "c",
            BrokerCaFile = "/nowhere/ca.pem",
            BrokerPassword = "secret",
        });

        Assert.Equal(3, failures.Count);
        Assert.All(failures, failure => Assert.EndsWith(".", failure));
        Assert.DoesNotContain("secret", string.Join(" ", failures));
    }

    private static List<string> Failures(ReportingOptions options) =>
    [
        .. new ReportingOptionsValidator().Validate(null, options).Failures ?? [],
        .. new ReportingOptionsRules().Validate(null, options).Failures ?? [],
    ];
}
