namespace Kiosk.Edge.Evaluation;

/// <summary>The labels of a model and the other names that labelled sets give them.</summary>
internal sealed class LabelNames
{
    private static readonly Dictionary<string, string> s_aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["calm"] = "neutral",
        ["happy"] = "happiness",
        ["joy"] = "happiness",
        ["surprised"] = "surprise",
        ["sad"] = "sadness",
        ["angry"] = "anger",
        ["annoyed"] = "anger",
        ["disgusted"] = "disgust",
        ["fearful"] = "fear",
        ["afraid"] = "fear",
        ["scared"] = "fear",
        ["contemptuous"] = "contempt",
    };

    private readonly string[] _names;

    public LabelNames(IEnumerable<string> names) => _names = [.. names];

    /// <summary>In the order of the model's scores.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The number of a label, in any case, or of the one it is another name for.</summary>
    public int? NumberOf(string label)
    {
        var name = s_aliases.GetValueOrDefault(label, label);
        var number = Array.FindIndex(_names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return number < 0 ? null : number;
    }

    /// <summary>Every accepted name: <c>neutral (calm), happiness (happy, joy)</c>.</summary>
    public override string ToString() => string.Join(", ", _names.Select(name =>
    {
        var others = s_aliases.Where(alias => alias.Value == name).Select(alias => alias.Key).ToArray();
        return others.Length == 0 ? name : $"{name} ({string.Join(", ", others)})";
    }));
}
