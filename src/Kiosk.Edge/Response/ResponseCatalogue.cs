using System.Text.Json;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>The answers the kiosk can give: data, checked in full when it is read.</summary>
public sealed class ResponseCatalogue
{
    /// <summary>Longest text of a prompt, characters: two lines of large type on a portrait screen.</summary>
    private const int MaxTextLength = 160;

    private readonly CatalogueFile _file;

    private ResponseCatalogue(CatalogueFile file) => _file = file;

    /// <summary>Reads and checks a catalogue.</summary>
    /// <param name="path">A relative path starts at the program's folder.</param>
    /// <exception cref="InvalidDataException">It is missing, not JSON or not complete; the message has a sentence for
    /// each fault.</exception>
    public static ResponseCatalogue Load(string path)
    {
        var full = Path.Combine(AppContext.BaseDirectory, path);
        CatalogueFile? file;
        try
        {
            using var stream = File.OpenRead(full);
            file = JsonSerializer.Deserialize(stream, CatalogueJson.Default.CatalogueFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidDataException($"The response catalogue {full} can't be read: {exception.Message}", exception);
        }

        var problems = file is null ? ["It is empty."] : Problems(file);
        return problems.Count == 0
            ? new ResponseCatalogue(file!) // a null file is a problem
            : throw new InvalidDataException($"The response catalogue {full} is not valid: {string.Join(' ', problems)}");
    }

    /// <summary>Finds the answer to a cause at a level; an answer for any cause when there is none of its own.</summary>
    /// <param name="cause">What to answer.</param>
    /// <param name="level">1 to 3.</param>
    /// <param name="language">BCP 47 tag of the screen; its primary language decides.</param>
    /// <param name="shown">Ids that must not come again.</param>
    public Prompt? Find(Cause cause, int level, string language, IReadOnlySet<string> shown)
    {
        var entry = Find(cause, level, shown) ?? Find(Cause.Unknown, level, shown);
        if (entry is null)
        {
            return null;
        }

        var spoken = Spoken(language);
        var text = entry.Text[spoken];
        return new Prompt(entry.Id, cause, entry.Strategy, level, spoken, text, ReadingTime.Of(text, spoken));
    }

    /// <summary>The catalogue's language for a screen's language tag.</summary>
    private string Spoken(string language)
    {
        var primary = language.Split('-', '_')[0].ToLowerInvariant();
        return _file.Languages.Contains(primary) ? primary : _file.Languages[0];
    }

    private CatalogueEntry? Find(Cause cause, int level, IReadOnlySet<string> shown) => _file.Entries.FirstOrDefault(
        entry => entry.Cause == cause && entry.Level == level && !shown.Contains(entry.Id));

    private static List<string> Problems(CatalogueFile file)
    {
        List<string> problems = [];
        if (file.Version != 1)
        {
            problems.Add($"Its version is {file.Version}, but this worker reads version 1.");
        }

        if (file.Languages.Count == 0)
        {
            problems.Add("It names no language.");
        }

        foreach (var twice in file.Entries.GroupBy(entry => entry.Id).Where(same => same.Count() > 1))
        {
            problems.Add($"The id '{twice.Key}' is there more than once.");
        }

        foreach (var entry in file.Entries)
        {
            if (entry.Level is < 1 or > 3)
            {
                problems.Add($"'{entry.Id}' has level {entry.Level}; levels are 1 to 3.");
            }

            foreach (var language in file.Languages)
            {
                if (!entry.Text.TryGetValue(language, out var text) || text.Length is 0 or > MaxTextLength)
                {
                    problems.Add($"'{entry.Id}' needs 1 to {MaxTextLength} characters of '{language}'.");
                }
            }
        }

        for (var level = 1; level <= 3; level++)
        {
            if (!file.Entries.Any(entry => entry.Cause == Cause.Unknown && entry.Level == level))
            {
                problems.Add($"It has no answer of level {level} for the cause 'unknown', which any cause falls back to.");
            }
        }

        return problems;
    }
}
