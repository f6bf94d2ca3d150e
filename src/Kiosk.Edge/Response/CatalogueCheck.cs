using System.Text.RegularExpressions;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Understanding;
using Kiosk.Wire;

namespace Kiosk.Edge.Response;

/// <summary>Finds every mistake of a catalogue, each as one sentence for whoever wrote it.</summary>
internal sealed partial class CatalogueCheck
{
    private const int Version = 2;
    private const int HighestLevel = 3;

    /// <summary>Two lines of large type on a portrait screen, in columns; a Korean, Chinese or Japanese character takes
    /// two.</summary>
    private const int MaxColumns = 160;

    /// <summary>The longest description of a brand's tone, characters.</summary>
    private const int MaxVoice = 300;

    /// <summary>The wrongs a language's file must have phrases for.</summary>
    private static readonly IReadOnlyList<string> Wrongs = ["blame", "feelings", "human", "selling"];

    private readonly List<string> _mistakes = [];

    /// <summary>The mistakes found, in the order of the files.</summary>
    public IReadOnlyList<string> Mistakes => _mistakes;

    /// <summary>Checks the answers.</summary>
    /// <returns>Those without a mistake.</returns>
    public IReadOnlyList<Answer> Check(AnswersFile file)
    {
        Demand(file.Version == Version, $"Its version is {file.Version}, but this worker reads version {Version}.");
        Demand(KioskAddress.IsLevel(file.Edition), $"Its edition '{file.Edition}' must be 1 to 64 characters of a-z 0-9 . _ -.");
        List<Answer> answers = [];
        foreach (var entry in file.Answers)
        {
            if (entry is null)
            {
                _mistakes.Add("One of its answers is null.");
                continue;
            }

            Demand(answers.All(other => other.Id != entry.Id), $"The id '{entry.Id}' is there more than once.");
            Demand(entry.Level is >= 1 and <= HighestLevel, $"'{entry.Id}' has level {entry.Level}; levels are 1 to {HighestLevel}.");
            var cause = Named<Cause>(entry, "cause", entry.Cause);
            var strategy = Named<Strategy>(entry, "strategy", entry.Strategy);
            var mood = entry.Mood is null ? null : Named<Mood>(entry, "mood", entry.Mood);
            Demand(
                strategy is not (Strategy.SayNothing or Strategy.Thank),
                $"'{entry.Id}' has words for {entry.Strategy}, which is not an answer of the catalogue.");
            Demand(
                (strategy == Strategy.CallPerson) == (entry.Level == HighestLevel),
                $"'{entry.Id}': a person is called at level {HighestLevel}, and only there.");
            if (cause is { } why && strategy is { } how)
            {
                answers.Add(new Answer(entry.Id, why, how, entry.Level, mood));
            }
        }

        for (var level = 1; level <= HighestLevel; level++)
        {
            Demand(
                answers.Any(answer => answer.Cause == Cause.Unknown && answer.Mood is null && answer.Level == level),
                $"It has no answer of level {level} for the cause 'unknown', which any cause falls back to.");
        }

        return answers;
    }

    /// <summary>Looks for nulls: JSON may hold one where the types say that there is none.</summary>
    /// <returns>Whether there is none; else each is a mistake.</returns>
    public bool IsWhole(string path, WordsFile file)
    {
        List<string> holes =
        [
            .. Holes(file.Names), .. Holes(file.Closings), .. Holes(file.Words), .. Holes(file.Never),
            .. from list in file.Never ?? new Dictionary<string, IReadOnlyList<string>>()
               where HasHole(list.Value)
               select list.Key,
        ];
        if (HasHole(file.Tone?.Ends) || HasHole(file.Tone?.Never))
        {
            holes.Add("tone");
        }

        _mistakes.AddRange(holes.Select(name => $"{path} has a null for '{name}'."));
        return holes.Count == 0;
    }

    /// <summary>Checks a language, with what the brand says otherwise.</summary>
    /// <returns>The words, or null when a mistake leaves none.</returns>
    public Language? Check(WordsFile file, WordsFile? brand, IReadOnlyList<Answer> answers)
    {
        var tag = file.Language;
        var names = Merged(file.Names, brand?.Names);
        var words = Merged(file.Words, brand?.Words);
        var closings = Merged(file.Closings, brand?.Closings);
        var before = _mistakes.Count;

        Demand(
            file.Reading is { Unit: "word" or "character", PerMinute: > 0 },
            $"'{tag}' needs a reading speed, with the unit word or character and more than 0 a minute.");
        CheckNames(tag, names);
        CheckNever(tag, file.Never);
        var greeting = brand?.Greeting ?? file.Greeting;
        Demand(greeting is not null, $"'{tag}' has no greeting.");
        Demand(
            brand is null || brand.Tone is { Voice.Length: > 0 and <= MaxVoice },
            $"The brand needs a tone in '{tag}', a voice of 1 to {MaxVoice} characters.");
        foreach (var answer in answers)
        {
            Demand(words.ContainsKey(answer.Id), $"'{tag}' has no words for '{answer.Id}'.");
        }

        foreach (var id in words.Keys.Where(id => answers.All(answer => answer.Id != id)))
        {
            _mistakes.Add($"'{tag}' has words for '{id}', which is no answer.");
        }

        foreach (var closing in Enum.GetValues<Closing>().Select(WireName.Of))
        {
            Demand(closings.ContainsKey(closing), $"'{tag}' has no closing words for '{closing}'.");
        }

        if (_mistakes.Count > before)
        {
            return null;
        }

        // None of these is null: demanded above.
        string Said(string id, string text) => Text(tag, id, text, names, file.Never!, brand?.Tone);
        var hello = Said("greeting", greeting!);
        var filled = words.ToDictionary(one => one.Key, one => Said(one.Key, one.Value));
        var ends = Enum.GetValues<Closing>().ToDictionary(
            closing => closing,
            closing => Said(WireName.Of(closing), closings[WireName.Of(closing)]));
        return _mistakes.Count > before ? null : new Language(tag, file.Reading!, hello, filled, ends);
    }

    /// <summary>Notes a mistake found elsewhere.</summary>
    public void Add(string mistake) => _mistakes.Add(mistake);

    private static IEnumerable<string> Holes<T>(IReadOnlyDictionary<string, T>? values)
        where T : class =>
        values?.Where(one => one.Value is null).Select(one => one.Key) ?? [];

    private static bool HasHole(IReadOnlyList<string>? phrases) => phrases?.Any(phrase => phrase is null) == true;

    private void CheckNames(string tag, Dictionary<string, string> names)
    {
        foreach (var name in Placeholders.Names)
        {
            Demand(
                names.TryGetValue(name, out var value) && value.Length > 0 && value.AsSpan().IndexOfAny('{', '}') < 0,
                $"'{tag}' needs a name for {{{name}}}, without braces in it.");
        }
    }

    private void CheckNever(string tag, IReadOnlyDictionary<string, IReadOnlyList<string>>? never)
    {
        foreach (var wrong in Wrongs)
        {
            Demand(
                never?.TryGetValue(wrong, out var phrases) == true && phrases.Count > 0 && phrases.All(one => one.Length > 0),
                $"'{tag}' needs a list 'never' of phrases for '{wrong}'.");
        }
    }

    private string Text(
        string tag,
        string id,
        string text,
        Dictionary<string, string> names,
        IReadOnlyDictionary<string, IReadOnlyList<string>> never,
        Tone? tone)
    {
        if (Placeholders.Problem(text) is { } problem)
        {
            _mistakes.Add($"'{id}' in '{tag}' {problem}.");
            return text;
        }

        var filled = Placeholders.Fill(text, names);
        var columns = filled.Sum(Columns);
        Demand(
            columns is > 0 and <= MaxColumns && !filled.Any(char.IsControl),
            $"'{id}' in '{tag}' must be one line of 1 to {MaxColumns} columns, and is {columns}.");
        foreach (var (wrong, phrases) in never)
        {
            foreach (var phrase in phrases.Where(phrase => Says(filled, phrase)))
            {
                _mistakes.Add($"'{id}' in '{tag}' says '{phrase.Trim()}', which is on the list of {wrong}.");
            }
        }

        foreach (var phrase in (tone?.Never ?? []).Where(phrase => Says(filled, phrase)))
        {
            _mistakes.Add($"'{id}' in '{tag}' says '{phrase.Trim()}', which is not the brand's tone.");
        }

        if (tone?.Ends is { Count: > 0 } ends)
        {
            foreach (var sentence in Sentence().Matches(filled).Select(match => match.Value.Trim()))
            {
                Demand(
                    ends.Any(end => sentence.EndsWith(end, StringComparison.Ordinal)),
                    $"'{id}' in '{tag}' has the sentence '{sentence}', which ends otherwise than the brand's tone.");
            }
        }

        return filled;
    }

    /// <summary>Whether a text holds a phrase that begins a word: "문제가" does not say "제가".</summary>
    private static bool Says(string text, string phrase)
    {
        for (var at = Find(0); at >= 0; at = Find(at + 1))
        {
            if (at == 0 || !char.IsLetter(text[at - 1]))
            {
                return true;
            }
        }

        return false;

        int Find(int from) => text.IndexOf(phrase, from, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>From Hangul Jamo on most scripts that are written in squares begin (Unicode Standard Annex 11, East Asian
    /// width; coarser).</summary>
    private static int Columns(char character) => character >= '\u1100' ? 2 : 1;

    /// <summary>Up to a full stop, a question mark or an exclamation mark.</summary>
    [GeneratedRegex(@"[^.?!]+[.?!]*")]
    private static partial Regex Sentence();

    private T? Named<T>(AnswerEntry entry, string what, string name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (WireName.Of(value) == name)
            {
                return value;
            }
        }

        _mistakes.Add($"'{entry.Id}' has the unknown {what} '{name}'; there are "
            + $"{string.Join(", ", Enum.GetValues<T>().Select(WireName.Of))}.");
        return null;
    }

    private void Demand(bool holds, string mistake)
    {
        if (!holds)
        {
            _mistakes.Add(mistake);
        }
    }

    private static Dictionary<string, string> Merged(
        IReadOnlyDictionary<string, string>? first, IReadOnlyDictionary<string, string>? over)
    {
        var merged = new Dictionary<string, string>(first ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, text) in over ?? new Dictionary<string, string>())
        {
            merged[name] = text;
        }

        return merged;
    }
}
