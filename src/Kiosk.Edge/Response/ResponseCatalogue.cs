using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>The answers the kiosk can give and their words: data, checked in full when it is read.</summary>
/// <remarks>A folder holds <c>answers.json</c> and a file of words for each language, <c>en.json</c>, <c>ko.json</c>; a
/// further language is a further file. A brand is another folder, with words that take the place of those.</remarks>
public sealed class ResponseCatalogue
{
    private const string AnswersFileName = "answers.json";

    private readonly IReadOnlyList<Answer> _answers;
    private readonly IReadOnlyList<Language> _languages;

    private ResponseCatalogue(string edition, IReadOnlyList<Answer> answers, IReadOnlyList<Language> languages) =>
        (Edition, _answers, _languages) = (edition, answers, languages);

    /// <summary>What was learned with these answers belongs to it.</summary>
    public string Edition { get; }

    /// <summary>What is said to who comes, by language.</summary>
    public IReadOnlyDictionary<string, string> Greetings =>
        _languages.ToDictionary(language => language.Tag, language => language.Greeting);

    /// <summary>Reads and checks a catalogue.</summary>
    /// <param name="folder">A relative path starts at the program's folder.</param>
    /// <param name="brand">The folder of a brand, likewise; null for none.</param>
    /// <exception cref="InvalidDataException">It is missing, not JSON or not complete; the message has a sentence for
    /// each mistake.</exception>
    public static ResponseCatalogue Load(string folder, string? brand = null)
    {
        var full = Path.Combine(AppContext.BaseDirectory, folder);
        var check = new CatalogueCheck();
        var file = Read(Path.Combine(full, AnswersFileName), CatalogueJson.Default.AnswersFile, check);
        var answers = file is null ? [] : check.Check(file);
        var own = brand is null ? [] : ReadWords(Path.Combine(AppContext.BaseDirectory, brand), check);
        List<Language> languages = [];
        foreach (var words in ReadWords(full, check))
        {
            if (check.Check(words, own.Find(one => one.Language == words.Language), answers) is { } language)
            {
                languages.Add(language);
            }
        }

        foreach (var words in own.Where(one => !File.Exists(Path.Combine(full, $"{one.Language}.json"))))
        {
            check.Add($"The brand has words in '{words.Language}', a language the catalogue does not have.");
        }

        if (check.Mistakes.Count == 0 && languages.Count == 0)
        {
            check.Add("It has no language.");
        }

        return check.Mistakes.Count == 0
            ? new ResponseCatalogue(file!.Edition, answers, languages) // a file that can't be read is a mistake
            : throw new InvalidDataException(
                $"The response catalogue {full} is not valid. {string.Join(' ', check.Mistakes)}");
    }

    /// <summary>The answers that fit, one for each strategy: that for this cause and mood before a more general one.
    /// </summary>
    /// <param name="cause">What to answer.</param>
    /// <param name="mood">How the customer seems to be.</param>
    /// <param name="level">1 to 3.</param>
    /// <param name="shown">Ids that must not come again.</param>
    internal IReadOnlyList<Answer> Fitting(Cause cause, Mood mood, int level, IReadOnlySet<string> shown) =>
    [
        .. from answer in _answers
           where answer.Level == level && (answer.Cause == cause || answer.Cause == Cause.Unknown)
               && (answer.Mood is null || answer.Mood == mood) && !shown.Contains(answer.Id)
           group answer by answer.Strategy into same
           select same.OrderByDescending(answer => answer.Cause == cause).ThenByDescending(answer => answer.Mood == mood).First(),
    ];

    /// <summary>An answer in the words of a language.</summary>
    /// <param name="answer">Which.</param>
    /// <param name="cause">What it answers here.</param>
    /// <param name="tag">BCP 47 tag of the screen; its primary language decides, the first there is when it has none.
    /// </param>
    internal Prompt Say(Answer answer, Cause cause, string tag)
    {
        var language = Spoken(tag);
        var text = language.Words[answer.Id];
        return new Prompt(
            answer.Id, cause, answer.Strategy, answer.Level, language.Tag, text, ReadingTime.Of(text, language.Reading));
    }

    /// <summary>The closing words of a visit, a prompt of level 0.</summary>
    internal Prompt Say(Closing closing, Cause cause, string tag)
    {
        var language = Spoken(tag);
        var text = language.Closings[closing];
        var id = closing == Closing.Helped ? "closing.helped" : "closing.patient";
        return new Prompt(id, cause, Strategy.Thank, Level: 0, language.Tag, text, ReadingTime.Of(text, language.Reading));
    }

    /// <summary>The catalogue's language for a screen's language tag.</summary>
    internal string LanguageOf(string tag) => Spoken(tag).Tag;

    private Language Spoken(string tag)
    {
        var primary = tag.Split('-', '_')[0];
        return _languages.FirstOrDefault(language => language.Tag.Equals(primary, StringComparison.OrdinalIgnoreCase))
            ?? _languages[0];
    }

    private static List<WordsFile> ReadWords(string folder, CatalogueCheck check)
    {
        if (!Directory.Exists(folder))
        {
            check.Add($"The folder {folder} is not there.");
            return [];
        }

        string[] paths;
        try
        {
            paths = Directory.GetFiles(folder, "*.json");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            check.Add($"The folder {folder} can't be read: {exception.Message}");
            return [];
        }

        List<WordsFile> files = [];
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path) != AnswersFileName
                && Read(path, CatalogueJson.Default.WordsFile, check) is { } words
                && check.IsWhole(path, words))
            {
                if (words.Language == Path.GetFileNameWithoutExtension(path))
                {
                    files.Add(words);
                }
                else
                {
                    check.Add($"{path} says that its language is '{words.Language}', unlike its name.");
                }
            }
        }

        return files;
    }

    private static T? Read<T>(string path, JsonTypeInfo<T> type, CatalogueCheck check)
        where T : class
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (JsonSerializer.Deserialize(stream, type) is { } file)
            {
                return file;
            }

            check.Add($"{path} is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            check.Add($"{path} can't be read: {exception.Message}");
        }

        return null;
    }
}
