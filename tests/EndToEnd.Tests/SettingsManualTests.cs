using System.Reflection;
using System.Text.RegularExpressions;
using Bindings.Shared;
using Kiosk.Cloud;
using Kiosk.Edge.Reporting;

namespace EndToEnd.Tests;

/// <summary>The tables of settings in the manual, and the options as the programs have them.</summary>
public sealed partial class SettingsManualTests
{
    /// <summary>Settings that no owner has a reason to change, and why.</summary>
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["Reporting:ResendInterval"] = "the first of a schedule that is held to the cloud's own",
        ["Sensing:Loop"] = "only of a recording in a sensor's place",
        ["Sensing:RetryAfter"] = "what the manual promises of a device that is plugged in again rests on it",
        ["Models:Folder"] = "the package's own folder",
        ["Models:Threads"] = "one was measured to be the fastest",
        ["Response:Catalogue"] = "the package's own folder; a brand's words go into Response:Brand",
        ["Understanding:OnsetAt"] = "calibrated together with the evidence's weights",
        ["Understanding:OffsetAt"] = "calibrated together with the evidence's weights",
        ["Understanding:HalfLife"] = "calibrated together with the evidence's weights",
        ["Cloud:DatabasePath"] = "the package's unit sets it",
    };

    [Fact]
    public void Every_setting_is_in_the_manual_or_left_out_for_a_reason()
    {
        var inTheManual = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "operations.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Named(line.Split('|')[1]))
            .ToList();

        var settings = new[] { typeof(ReportingOptions).Assembly, typeof(CloudOptions).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetField("Section") is not null)
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => $"{type.GetField("Section")!.GetRawConstantValue()}:{property.Name}"))
            .ToList();

        Assert.Contains("Panel:Chip", settings);
        Assert.Contains("Cloud:Url", settings);
        Assert.Equal(settings.Order(StringComparer.Ordinal), inTheManual.Concat(LeftOut.Keys).Order(StringComparer.Ordinal));
    }

    /// <summary><c>`Display:Port`, `:AllowedOrigins`</c> are two settings of one section; other tables name none.</summary>
    private static IEnumerable<string> Named(string cell)
    {
        var section = "";
        foreach (Match name in Setting().Matches(cell))
        {
            section = name.Groups["section"].Length > 0 ? name.Groups["section"].Value : section;
            yield return $"{section}:{name.Groups["name"].Value}";
        }
    }

    [GeneratedRegex("`(?<section>[A-Za-z]*):(?<name>[A-Za-z]+)`")]
    private static partial Regex Setting();
}
