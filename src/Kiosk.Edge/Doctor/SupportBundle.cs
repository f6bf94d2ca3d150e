using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiosk.Systemd;

namespace Kiosk.Edge.Doctor;

/// <summary>The archive a technician sends to support. It holds what is written here and nothing else: the findings, the
/// settings without secrets, the versions of packages, and the service's own log lines, which hold nothing of customers.
/// The outbox and recordings are never read.</summary>
internal static class SupportBundle
{
    /// <summary>The names within, in their order.</summary>
    public static readonly IReadOnlyList<string> Entries = ["doctor.json", "settings.json", "packages.txt", "journal.txt"];

    /// <summary>Settings whose names end so are replaced.</summary>
    private static readonly string[] Secret = ["password", "secret", "token", "key"];

    private static readonly string[] Packages =
    [
        "-W", "carekiosk*", "aspnetcore-runtime*", "libopencv-core*", "libasound2*", "libmosquitto1", "chromium", "systemd",
    ];

    private static readonly string[] LogLines =
    [
        "-u", "carekiosk-*", "-p", "info", "-n", "5000", "-o", "json", "--no-pager",
        "--output-fields=MESSAGE,MESSAGE_ID,PRIORITY,_SYSTEMD_UNIT",
    ];

    /// <summary>journalctl says nothing, and fails in some versions only, where it may not read the services' lines.</summary>
    private const string NoJournal =
        "The services' lines in the journal could not be read; root may: sudo carekiosk doctor --bundle FILE";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The settings are read as the worker reads them.</summary>
    private static readonly JsonDocumentOptions AsTheWorker = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Events that tell when somebody was at the kiosk.</summary>
    private static readonly string[] OfVisits = ["VisitBegan", "VisitEnded"];

    /// <summary>Writes it.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="report">The findings.</param>
    /// <param name="configurationFile">The settings; null for none.</param>
    /// <param name="journalctl">The program that reads the journal.</param>
    /// <returns>What is missing in it and how to get it, in a sentence; null when nothing is.</returns>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static string? Write(
        string path, DoctorReport report, string? configurationFile, string journalctl = "journalctl")
    {
        var journal = Journal(journalctl);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        using var compressed = new GZipStream(file, CompressionLevel.Optimal);
        using var archive = new TarWriter(compressed);
        Add(archive, "doctor.json", JsonSerializer.Serialize(report, DoctorJson.Default.DoctorReport));
        Add(archive, "settings.json", Settings(configurationFile));
        Add(archive, "packages.txt", SystemTool.Ask("dpkg-query", Packages) ?? "");
        Add(archive, "journal.txt", journal.Length > 0 ? journal : NoJournal);
        return journal.Length > 0 ? null : NoJournal;
    }

    /// <summary>The settings with every secret taken out.</summary>
    internal static string Settings(string? configurationFile)
    {
        try
        {
            var settings = configurationFile is not null && File.Exists(configurationFile)
                ? JsonNode.Parse(File.ReadAllText(configurationFile), documentOptions: AsTheWorker)
                : null;
            Redact(settings);
            return settings?.ToJsonString(Indented) ?? "{}";
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return "{}"; // what is wrong with it is among the findings
        }
    }

    private static void Redact(JsonNode? node)
    {
        if (node is not JsonObject section)
        {
            return;
        }

        foreach (var (name, value) in section.ToList())
        {
            if (Array.Exists(Secret, secret => name.EndsWith(secret, StringComparison.OrdinalIgnoreCase)) && value is JsonValue)
            {
                section[name] = "(left out)";
            }
            else
            {
                Redact(value);
            }
        }
    }

    private static string Journal(string journalctl)
    {
        var ids = OfVisits.Select(LogCatalogue.MessageId).ToHashSet();
        var lines = SystemTool.Ask(journalctl, LogLines) ?? "";
        var text = new StringBuilder();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '{' && JsonNode.Parse(line) is { } entry && !ids.Contains((string?)entry["MESSAGE_ID"]))
            {
                var microseconds = long.Parse((string?)entry["__REALTIME_TIMESTAMP"] ?? "0", CultureInfo.InvariantCulture);
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"{DateTimeOffset.FromUnixTimeSeconds(microseconds / 1_000_000):O} {entry["_SYSTEMD_UNIT"]} <{entry["PRIORITY"]}> {entry["MESSAGE"]}");
            }
        }

        return text.ToString();
    }

    private static void Add(TarWriter archive, string name, string text) => archive.WriteEntry(
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
}
