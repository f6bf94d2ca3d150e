using Bindings.Shared;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Response;

public sealed class LearnedFileTests : IDisposable
{
    private static readonly Situation Waiting = new(Cause.Wait, Mood.Irritated, 2, EvidenceTier.ScreenFaceVoice, "ko");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("learned");
    private readonly RecordingLogger<LearnedFile> _logger = new();
    private readonly LearnedFile _file;

    public LearnedFileTests() => _file = new LearnedFile(Learned, _logger);

    private string Learned => Path.Combine(_folder.FullName, "outbox.learned.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_learned_outlives_a_restart()
    {
        var experience = new Experience();
        experience.Add(Waiting, Strategy.Explain, 3, 1.75);

        _file.Write("e1", experience);

        Assert.Equal(experience.Records, _file.Read("e1").Records);
    }

    [Fact]
    public void Another_edition_begins_anew()
    {
        var experience = new Experience();
        experience.Add(Waiting, Strategy.Explain, 3, 2);

        _file.Write("e1", experience);

        Assert.Empty(_file.Read("e2").Records);
    }

    [Fact]
    public void A_half_written_file_is_never_read()
    {
        var experience = new Experience();
        experience.Add(Waiting, Strategy.Explain, 3, 2);
        _file.Write("e1", experience);

        File.WriteAllText(Learned + ".next", """{"version":1,"edit"""); // killed here

        Assert.Single(_file.Read("e1").Records);
        _file.Write("e1", experience);
        Assert.Single(_file.Read("e1").Records);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"version":1,"edition":"e1","rows":[{"cause":"nothing"}]}""")]
    public void A_damaged_file_is_told_and_learning_begins_anew(string content)
    {
        File.WriteAllText(Learned, content);

        Assert.Empty(_file.Read("e1").Records);
        Assert.Equal(["LearnedNotRead"], _logger.Events);
    }

    [Fact]
    public void Counts_that_cannot_be_are_left_out()
    {
        const string Row =
            """{"cause":"wait","mood":"calm","level":1,"tier":"screen","language":"en","strategy":"guide","tried":1,"well":2}""";
        File.WriteAllText(Learned, "{\"version\":1,\"edition\":\"e1\",\"rows\":[" + Row + "]}");

        Assert.Empty(_file.Read("e1").Records);
    }

    [Fact]
    public void A_disk_that_fails_is_told_once()
    {
        var away = new LearnedFile(Path.Combine(_folder.FullName, "away", "learned.json"), _logger);

        away.Write("e1", new Experience());
        away.Write("e1", new Experience());

        Assert.Equal(["LearnedNotWritten"], _logger.Events);
    }
}
