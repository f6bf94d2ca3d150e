using System.Text.RegularExpressions;

namespace Kiosk.Edge.Response;

/// <summary>Names in braces, such as <c>{colleague}</c>, that a brand fills in.</summary>
internal static partial class Placeholders
{
    /// <summary>The names there are.</summary>
    public static readonly IReadOnlyList<string> Names = ["store", "colleague"];

    /// <summary>What is wrong with a text's placeholders, as the end of a sentence; null when nothing is.</summary>
    public static string? Problem(string text)
    {
        foreach (Match match in Placeholder().Matches(text))
        {
            if (!Names.Contains(match.Groups[1].Value))
            {
                return $"has the unknown placeholder '{match.Value}'; there are {{store}} and {{colleague}}";
            }
        }

        return Placeholder().Replace(text, "").AsSpan().IndexOfAny('{', '}') >= 0
            ? "has a placeholder that does not end"
            : null;
    }

    /// <summary>Fills the names in; one that begins a sentence begins with a capital. A name holds no placeholder, so
    /// there is no end to fear.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> names) => Placeholder().Replace(text, match =>
    {
        var name = names[match.Groups[1].Value];
        var before = text.AsSpan(0, match.Index).TrimEnd();
        return before.IsEmpty || before[^1] is '.' or '!' or '?' ? $"{char.ToUpperInvariant(name[0])}{name[1..]}" : name;
    });

    [GeneratedRegex(@"\{(\w*)\}")]
    private static partial Regex Placeholder();
}
