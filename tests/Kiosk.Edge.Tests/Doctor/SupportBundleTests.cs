using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using Kiosk.Edge.Doctor;

namespace Kiosk.Edge.Tests.Doctor;

public sealed class SupportBundleTests : IDisposable
{
    private const string Canary = "canary-of-a-customer";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bundle-");
    private string? _missing;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_holds_its_four_files_and_no_secret()
    {
        var settings = Path.Combine(_folder.FullName, "edge.json");
        File.WriteAllText(
            settings, $$"""{ "Reporting": { "Store": "store-7", "BrokerPassword": "{{Canary}}", "BrokerCaFile": "/ca.pem" } }""");

        var files = Written(settings);

        Assert.Equal(SupportBundle.Entries, files.Keys);
        Assert.Contains("store-7", files["settings.json"], StringComparison.Ordinal);
        Assert.Contains("/ca.pem", files["settings.json"], StringComparison.Ordinal);
        Assert.All(files.Values, text => Assert.DoesNotContain(Canary, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_of_what_the_worker_keeps_gets_into_it()
    {
        var outbox = Path.Combine(_folder.FullName, "outbox.db");
        await File.WriteAllTextAsync(outbox, Canary);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "face.jpg"), Canary);
        var settings = Path.Combine(_folder.FullName, "edge.json");
        await File.WriteAllTextAsync(
            settings,
            $$"""
            {
                "Reporting": { "Chain": "c", "Store": "s", "Kiosk": "k", "BrokerPort": 1, "DatabasePath": "{{outbox}}" },
                "Sensing": { "Camera": "{{_folder.FullName}}" }
            }
            """);
        var report = await Examination.RunAsync(settings, [], TimeProvider.System, default);

        var files = Written(settings, report);

        Assert.All(files.Values, text => Assert.DoesNotContain(Canary, text, StringComparison.Ordinal));
        Assert.InRange(report.Seconds, 0, 20);
    }

    [Fact]
    public void Settings_that_the_worker_can_read_are_in_it()
    {
        var settings = Path.Combine(_folder.FullName, "edge.json");
        File.WriteAllText(settings, $$"""
            {
              // Aisle 3, beside the bakery.
              "Reporting": { "Store": "store-7", "BrokerPassword": "{{Canary}}", },
            }
            """);

        var text = Written(settings)["settings.json"];

        Assert.Contains("store-7", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("no-such-program")]
    public void A_journal_that_may_not_be_read_is_told_in_it_and_to_the_technician(string journalctl)
    {
        var text = Written(null, journalctl: journalctl)["journal.txt"];

        Assert.EndsWith("sudo carekiosk doctor --bundle FILE", text, StringComparison.Ordinal);
        Assert.Equal(text, _missing);
    }

    [Fact]
    [SupportedOSPlatform("linux")] // a mode of files
    public async Task A_journal_that_can_be_read_is_in_it()
    {
        var journalctl = Path.Combine(_folder.FullName, "journalctl");
        await File.WriteAllTextAsync(journalctl, """
            #!/bin/sh
            echo '{"__REALTIME_TIMESTAMP":"1795600000000000","_SYSTEMD_UNIT":"carekiosk-edge.service","PRIORITY":"6","MESSAGE":"It is ready."}'
            """);
        File.SetUnixFileMode(journalctl, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var text = Written(null, journalctl: journalctl)["journal.txt"];

        Assert.EndsWith("carekiosk-edge.service <6> It is ready.\n", text, StringComparison.Ordinal);
        Assert.Null(_missing);
    }

    private Dictionary<string, string> Written(
        string? settings, DoctorReport? report = null, string journalctl = "journalctl")
    {
        var path = Path.Combine(_folder.FullName, "b.tar.gz");
        _missing = SupportBundle.Write(
            path,
            report ?? new DoctorReport("1", DateTimeOffset.UnixEpoch, 1, Severity.Ok, [Finding.Ok("version", "1")]),
            settings,
            journalctl);

        var files = new Dictionary<string, string>();
        using var archive = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (archive.GetNextEntry() is { } entry)
        {
            using var text = new StreamReader(entry.DataStream ?? Stream.Null, Encoding.UTF8);
            files.Add(entry.Name, text.ReadToEnd());
        }

        return files;
    }
}
