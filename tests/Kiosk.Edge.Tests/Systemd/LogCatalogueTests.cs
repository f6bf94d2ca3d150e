using System.Diagnostics;
using System.Text.RegularExpressions;
using Bindings.Shared;
using Kiosk.Systemd;

namespace Kiosk.Edge.Tests.Systemd;

public partial class LogCatalogueTests
{
    [Theory]
    [InlineData("Kiosk.Edge")]
    [InlineData("Kiosk.Cloud")]
    [InlineData("Kiosk.Systemd")]
    public void Every_log_event_of_the_product_is_in_the_catalogue_under_its_name_and_number(string project)
    {
        var events = EventsOf(project).ToList();

        Assert.NotEmpty(events);
        Assert.All(events, logged =>
        {
            Assert.True(LogCatalogue.ByName.TryGetValue(logged.Name, out var entry), $"{logged.Name} has no entry.");
            Assert.Equal(entry.EventId, logged.Id);
        });
    }

    [Fact]
    public void No_entry_is_left_over()
    {
        var events = new[] { "Kiosk.Edge", "Kiosk.Cloud", "Kiosk.Systemd" }.SelectMany(EventsOf).Select(one => one.Name)
            .Concat(PrivacyWitnessTests.Events.Select(one => one.EventName));

        Assert.Empty(LogCatalogue.ByName.Keys.Except(events));
    }

    [Fact]
    public void Numbers_and_message_ids_are_unique()
    {
        var entries = LogCatalogue.ByName.Values.ToList();

        Assert.Distinct(entries.Select(entry => entry.EventId));
        Assert.Distinct(entries.Select(entry => entry.MessageId));
        Assert.All(entries, entry => Assert.Matches("^[0-9a-f]{32}$", entry.MessageId));
    }

    [Fact]
    public void Every_entry_has_a_subject_and_says_what_it_means()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "Kiosk.Systemd", "carekiosk.catalog"));
        var entries = text.Split("\n-- ")[1..];

        Assert.Equal(LogCatalogue.ByName.Count, entries.Length);
        Assert.All(entries, entry => Assert.Matches(@"^[0-9a-f]{32}\nSubject: .+\nDefined-By: CareKiosk\n\n\S", entry));
    }

    [Fact]
    public void Every_entry_is_there_in_Korean_too()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "Kiosk.Systemd", "carekiosk.ko.catalog"));
        var korean = KoreanEntries().Matches(text).Select(entry => (entry.Groups["name"].Value, entry.Groups["id"].Value));

        Assert.Empty(LogCatalogue.ByName.Values.Select(entry => (entry.EventName, entry.MessageId)).Except(korean));
    }

    [Fact]
    public void Systemd_takes_both_files_and_explains_in_both_languages()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "src", "Kiosk.Systemd");
        var root = Directory.CreateTempSubdirectory("catalog-").FullName;
        Directory.CreateDirectory(Path.Combine(root, "usr/lib/systemd/catalog"));
        Directory.CreateDirectory(Path.Combine(root, "var/lib/systemd/catalog"));
        foreach (var file in Directory.GetFiles(folder, "*.catalog"))
        {
            // Both packages bring it, each under its own name.
            foreach (var package in (string[])["carekiosk-cloud", "carekiosk-edge"])
            {
                var name = Path.GetFileName(file).Replace("carekiosk", package, StringComparison.Ordinal);
                File.Copy(file, Path.Combine(root, "usr/lib/systemd/catalog", name));
            }
        }

        Journalctl(root, "C", "--update-catalog");
        string[] every = ["--dump-catalog", .. LogCatalogue.ByName.Values.Select(entry => entry.MessageId)];
        var english = Journalctl(root, "C", every);
        var korean = Journalctl(root, "ko_KR.UTF-8", every);
        Directory.Delete(root, recursive: true);

        Assert.Contains("Subject: The fleet's broker is away\n", english, StringComparison.Ordinal);
        Assert.DoesNotMatch(Hangul(), english);
        Assert.All(LogCatalogue.ByName.Values, entry => Assert.Matches($@"-- {entry.MessageId}\nSubject: .*[가-힣].*\n", korean));
    }

    /// <summary>What journalctl says in a language. A copy of the plain locale stands in for one that may not be installed:
    /// only its name counts here.</summary>
    private static string Journalctl(string root, string language, params string[] verb)
    {
        var locales = Directory.CreateDirectory(Path.Combine(root, "locales")).FullName;
        if (language != "C" && !Directory.Exists(Path.Combine(locales, language)))
        {
            using var copy = Process.Start("cp", ["-r", "/usr/lib/locale/C.utf8", Path.Combine(locales, language)]);
            copy.WaitForExit();
        }

        var start = new ProcessStartInfo("journalctl", ["--root", root, "--no-pager", .. verb]) { RedirectStandardOutput = true };
        (start.Environment["LC_ALL"], start.Environment["LOCPATH"]) = (language, locales);
        using var journalctl = Process.Start(start)!; // it starts, or Start throws
        var text = journalctl.StandardOutput.ReadToEnd();
        journalctl.WaitForExit();
        Assert.Equal(0, journalctl.ExitCode);
        return text;
    }

    [GeneratedRegex("[가-힣]")]
    private static partial Regex Hangul();

    [GeneratedRegex(@"(?m)^# (?<name>\w+) \d+\n-- (?<id>[0-9a-f]{32})\nSubject: .+\nDefined-By: CareKiosk\n\n\S")]
    private static partial Regex KoreanEntries();

    /// <summary>Read from the source, so that one test project can hold the worker and the cloud alike.</summary>
    private static IEnumerable<(string Name, int Id)> EventsOf(string project) =>
        from file in Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "src", project), "*.cs", SearchOption.AllDirectories)
        from Match logged in LoggerMessageAttributes().Matches(File.ReadAllText(file))
        select (logged.Groups["name"].Value, int.Parse(logged.Groups["id"].Value));

    [GeneratedRegex(@"(?m)^\s*\[LoggerMessage\(\s*(EventId = (?<id>\d+),\s*EventName = ""(?<name>\w+)"")?")]
    private static partial Regex LoggerMessageAttributes();
}
