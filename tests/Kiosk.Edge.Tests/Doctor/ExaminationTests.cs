using Kiosk.Edge.Doctor;

namespace Kiosk.Edge.Tests.Doctor;

public sealed class ExaminationTests : IDisposable
{
    private static readonly string[] Valid =
    [
        "--Reporting:Chain=c", "--Reporting:Store=s", "--Reporting:Kiosk=k", "--Reporting:BrokerPort=1", "--Display:Port=1",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("doctor-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_finding_but_a_good_one_has_cause_and_remedy()
    {
        var report = await RunAsync(
            [.. Valid, "--Sensing:Camera=/dev/video99", "--Sensing:Microphone=/no/file.wav", "--Panel:Chip=63", "--Panel:CallLampLine=3"]);

        Assert.Equal(Severity.Error, report.Severity);
        Assert.All(
            report.Findings.Where(finding => finding.Severity != Severity.Ok),
            finding => Assert.True(finding is { Cause: not null, Remedy: not null }, finding.What));
        foreach (var check in new[] { "camera", "microphone", "housing" })
        {
            Assert.Equal(Severity.Error, Assert.Single(report.Findings, finding => finding.Check == check).Severity);
        }

        Assert.Equal(Severity.Warning, Assert.Single(report.Findings, finding => finding.Check == "broker").Severity);
    }

    [Fact]
    public async Task A_setting_that_is_not_valid_is_one_finding_among_the_others()
    {
        var report = await RunAsync(["--Reporting:BrokerPort=0", "--Sensing:MaxFramesPerSecond=99"]);

        Assert.Contains(report.Findings, finding => finding is { Check: "settings", Severity: Severity.Error }
            && finding.What.Contains("MaxFramesPerSecond", StringComparison.Ordinal));
        Assert.Contains(report.Findings, finding => finding.Check == "voice models");
    }

    [Fact]
    public async Task A_kiosk_without_camera_and_microphone_is_well()
    {
        var report = await RunAsync([.. Valid, "--Sensing:Camera=none", "--Sensing:Microphone=none"]);

        Assert.All(
            report.Findings.Where(finding => finding.Check is "camera" or "microphone"),
            finding => Assert.Equal(Severity.Ok, finding.Severity));
    }

    [Fact]
    public async Task A_section_that_nothing_reads_is_a_warning()
    {
        var report = await RunAsync([.. Valid, "--Nonsense:Name=1"]);

        var finding = Assert.Single(report.Findings, finding => finding.Check == "settings");
        Assert.Equal((Severity.Warning, "There are no settings Nonsense."), (finding.Severity, finding.What));
    }

    [Theory]
    [InlineData("PowerLine=55", "Sensing:PowerLine must be auto, 50, 60 or off.")]
    [InlineData("PowerLine=", "Sensing:PowerLine must be auto, 50, 60 or off.")]
    [InlineData("Exposure=long", "Sensing:Exposure must be steady, bright or camera.")]
    [InlineData("Backlight=true", "Sensing:Backlight must be on, off or camera.")]
    public async Task A_choice_that_is_not_there_is_told_with_those_that_are(string setting, string sentence)
    {
        var report = await RunAsync([.. Valid, $"--Sensing:{setting}"]);

        var finding = Assert.Single(report.Findings, finding => finding is { Check: "settings", Severity: Severity.Error });
        Assert.EndsWith(sentence, finding.What, StringComparison.Ordinal);
        Assert.Contains("/usr/share/doc/carekiosk-edge/operations.md.gz", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_that_is_no_JSON_is_told_in_one_sentence()
    {
        var file = Path.Combine(_folder.FullName, "edge.json");
        await File.WriteAllTextAsync(file, "{ Reporting");

        var report = await Examination.RunAsync(file, Valid, TimeProvider.System, default);

        var finding = report.Findings[0];
        Assert.Equal(("settings", Severity.Error), (finding.Check, finding.Severity));
        Assert.DoesNotContain('\n', finding.What);
    }

    private Task<DoctorReport> RunAsync(string[] settings) => Examination.RunAsync(
        null, [.. settings, $"--Reporting:DatabasePath={_folder.FullName}/outbox.db"], TimeProvider.System, default);
}
