namespace Kiosk.Edge.Response;

/// <summary>How long a text needs to be read by someone who stands at a kiosk and is upset.</summary>
/// <remarks>Half the speed subtitles are allowed to have: Netflix Timed Text Style Guides give 20 characters a second
/// for adults' English and 12 for Korean. Halving them is unverified.</remarks>
internal static class ReadingTime
{
    private const double KoreanPerSecond = 6;
    private const double LatinPerSecond = 10;

    /// <summary>Noticing that something has changed takes a moment, however short the text.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(4);

    public static TimeSpan Of(string text, string language)
    {
        var needed = TimeSpan.FromSeconds(text.Length / (language == "ko" ? KoreanPerSecond : LatinPerSecond));
        return needed > Least ? needed : Least;
    }
}
