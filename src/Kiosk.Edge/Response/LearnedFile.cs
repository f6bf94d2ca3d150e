using System.Text.Json;
using System.Text.Json.Serialization;
using Kiosk.Edge.Understanding;
using Microsoft.Extensions.Logging;

namespace Kiosk.Edge.Response;

/// <summary>Keeps what was learned on the disk: counts by situation and answer, nothing of a visit. What it has written
/// survives a kill or a power cut at any instant.</summary>
internal sealed partial class LearnedFile(string path, ILogger<LearnedFile> logger)
{
    private bool _failed;

    /// <summary>Reads what was learned with an edition of the catalogue; nothing when there is none, when it belongs to
    /// another edition or can't be read.</summary>
    public Experience Read(string edition)
    {
        var experience = new Experience();
        try
        {
            if (File.Exists(path)
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), LearnedJson.Default.LearnedCounts) is { } counts
                && counts.Version == 1 && counts.Edition == edition)
            {
                foreach (var row in counts.Rows.Where(row => row.Tried >= row.Well && row.Well >= 0 && row.Level is 1 or 2))
                {
                    experience.Add(
                        new Situation(row.Cause, row.Mood, row.Level, row.Tier, row.Language), row.Strategy, row.Tried, row.Well);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.LearnedNotRead(logger, path, exception.Message);
        }

        return experience;
    }

    /// <summary>Writes it, whole or not at all: to another file that then takes the place of this one.</summary>
    public void Write(string edition, Experience experience)
    {
        var counts = new LearnedCounts(1, edition,
        [
            .. experience.Records.Select(one => new LearnedRow(
                one.Key.Situation.Cause,
                one.Key.Situation.Mood,
                one.Key.Situation.Level,
                one.Key.Situation.Tier,
                one.Key.Situation.Language,
                one.Key.Strategy,
                Math.Round(one.Value.Tried, 3),
                Math.Round(one.Value.Well, 3))),
        ]);
        try
        {
            var next = path + ".next";
            using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                JsonSerializer.Serialize(stream, counts, LearnedJson.Default.LearnedCounts);
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
            _failed = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_failed)
            {
                Log.LearnedNotWritten(logger, path, exception.Message);
            }

            _failed = true;
        }
    }

    /// <summary>The file.</summary>
    private sealed record LearnedCounts(int Version, string Edition, IReadOnlyList<LearnedRow> Rows);

    private sealed record LearnedRow(
        Cause Cause,
        Mood Mood,
        int Level,
        EvidenceTier Tier,
        string Language,
        Strategy Strategy,
        double Tried,
        double Well);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters =
        [
            typeof(SnakeCaseEnum<Cause>), typeof(SnakeCaseEnum<Mood>), typeof(SnakeCaseEnum<EvidenceTier>),
            typeof(SnakeCaseEnum<Strategy>),
        ])]
    [JsonSerializable(typeof(LearnedCounts))]
    private sealed partial class LearnedJson : JsonSerializerContext;

    private static partial class Log
    {
        [LoggerMessage(EventId = 1302, EventName = "LearnedNotRead", Level = LogLevel.Warning,
            Message = "What was learned, {Path}, can't be read; learning begins anew. {Reason}")]
        public static partial void LearnedNotRead(ILogger logger, string path, string reason);

        [LoggerMessage(EventId = 1303, EventName = "LearnedNotWritten", Level = LogLevel.Warning,
            Message = "What was learned can't be written to {Path} and is only in memory. {Reason}")]
        public static partial void LearnedNotWritten(ILogger logger, string path, string reason);
    }
}
