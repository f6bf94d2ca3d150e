using System.Globalization;
using Bindings.Shared;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Understanding;

public class EvidenceWeightsTests
{
    [Fact]
    public void The_table_holds_each_sign_at_its_place() =>
        Assert.Equal(Enum.GetValues<Sign>(), EvidenceWeights.All.Select(weight => weight.Sign));

    [Fact]
    public void The_manual_shows_the_weights_that_are_used()
    {
        var manual = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "care.md"))
            .SkipWhile(line => !line.StartsWith("| sign |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => string.Join('|', line.Split('|')[1..5].Select(cell => cell.Trim())));

        var used = EvidenceWeights.All.Select(weight => string.Create(
            CultureInfo.InvariantCulture,
            $"{WireName.Of(weight.Sign)}|{weight.LogOdds}|{WireName.Of(weight.Cause)}|{Mood(weight.Mood)}"));

        Assert.Equal(used, manual);
    }

    private static string Mood(Mood mood) => mood == Kiosk.Edge.Understanding.Mood.Unknown ? "" : WireName.Of(mood);
}
