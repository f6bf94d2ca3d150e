namespace Kiosk.Edge.Response;

/// <summary>How long a text needs to be read by someone who stands at a kiosk and is upset: twice as long as calm readers
/// need, by the speed and its source in the language's file. Twice is unverified.</summary>
internal static class ReadingTime
{
    private const double Slower = 2;

    /// <summary>Noticing that something has changed takes a moment, however short the text.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(4);

    public static TimeSpan Of(string text, Reading reading)
    {
        var units = reading.Unit == "word" ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length : text.Length;
        var needed = TimeSpan.FromMinutes(Slower * units / reading.PerMinute);
        return needed > Least ? needed : Least;
    }
}
