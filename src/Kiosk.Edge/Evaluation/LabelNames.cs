using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Evaluation;

/// <summary>The labels of a model and the other names that labelled sets give them.</summary>
internal sealed class LabelNames
{
    private readonly string[] _names;
    private readonly Dictionary<string, string> _aliases;

    /// <param name="names">The labels, in the order of the model's scores.</param>
    /// <param name="aliases">Other names of each.</param>
    private LabelNames(IEnumerable<string> names, params (string Name, string[] Aliases)[] aliases)
    {
        _names = [.. names];
        _aliases = new(
            from entry in aliases
            where _names.Contains(entry.Name)
            from alias in entry.Aliases
            select KeyValuePair.Create(alias, entry.Name),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>In the order of the model's scores.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The labels of faces or voices.</summary>
    /// <typeparam name="T">The model's labels.</typeparam>
    public static LabelNames Of<T>()
        where T : struct, Enum => new(
            WireName.All<T>(),
            ("neutral", ["calm"]),
            ("happiness", ["happy", "joy"]),
            ("surprise", ["surprised"]),
            ("sadness", ["sad"]),
            ("anger", ["angry", "annoyed"]),
            ("disgust", ["disgusted"]),
            ("fear", ["fearful", "afraid", "scared"]),
            ("contempt", ["contemptuous"]));

    /// <summary>The labels of words: all of GoEmotions' 28, and those of KOTE by which it is trained, in English.
    /// </summary>
    public static LabelNames OfWords() => new(
        WireName.All<WordsEmotion>(),
        ("complaint",
        [
            "anger", "angry", "annoyance", "annoyed", "irritation", "irritated", "disappointment", "disappointed",
            "disapproval", "frustration", "frustrated",
        ]),
        ("worry", ["fear", "fearful", "afraid", "scared", "nervousness", "nervous", "anxiety", "anxious", "worried"]),
        ("thanks", ["gratitude", "grateful", "thankful"]),
        ("other",
        [
            "neutral", "none", "calm", "request", "question", "admiration", "amusement", "approval", "caring",
            "confusion", "curiosity", "desire", "disgust", "embarrassment", "excitement", "grief", "joy", "love",
            "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise", "happy", "happiness", "sad",
        ]));

    /// <summary>The number of a label, in any case, or of the one it is another name for.</summary>
    public int? NumberOf(string label)
    {
        var name = _aliases.GetValueOrDefault(label, label);
        var number = Array.FindIndex(_names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return number < 0 ? null : number;
    }

    /// <summary>Every accepted name: <c>neutral (calm), happiness (happy, joy)</c>.</summary>
    public override string ToString() => string.Join(", ", _names.Select(name =>
    {
        var others = _aliases.Where(alias => alias.Value == name).Select(alias => alias.Key).ToArray();
        return others.Length == 0 ? name : $"{name} ({string.Join(", ", others)})";
    }));
}
