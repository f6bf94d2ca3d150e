using System.Text.RegularExpressions;

namespace Kiosk.Wire;

/// <summary>The names of its versions and steps that a kiosk app tells. They are the app's to choose, so they are held to
/// what a name looks like and to so many that no customer's words get through.</summary>
public static partial class AppName
{
    /// <summary>What is no name, or was told by too few visits.</summary>
    public const string Other = "other";

    /// <summary>The most pairs of version and step in a window.</summary>
    public const int MostPairs = 24;

    /// <summary>Whether it may stand in a window: 1 to 32 characters of <c>a-z 0-9 . _ -</c>, beginning with a letter or a
    /// digit, and no long number.</summary>
    public static bool IsName(string? name) => name is not null && Name().IsMatch(name) && !LongNumber().IsMatch(name);

    /// <summary>The name as it stands in a window: in small letters, or <see cref="Other"/>.</summary>
    public static string Of(string? told) => told?.ToLowerInvariant() is { } name && IsName(name) ? name : Other;

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,31}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    /// <summary>Six digits in a row are a date, a card, a telephone, but no version.</summary>
    [GeneratedRegex("[0-9]{6}", RegexOptions.CultureInvariant)]
    private static partial Regex LongNumber();
}
