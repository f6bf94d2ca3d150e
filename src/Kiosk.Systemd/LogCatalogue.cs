using System.Globalization;

namespace Kiosk.Systemd;

/// <summary>The journal catalogue built into the program: for each log event its name, number and MESSAGE_ID.</summary>
/// <remarks>One file, <c>carekiosk.catalog</c>, is both this and what <c>journalctl -x</c> explains events from.</remarks>
public static class LogCatalogue
{
    private static readonly Lazy<IReadOnlyDictionary<string, LogCatalogueEntry>> Entries = new(Load);

    /// <summary>Every entry by its event name.</summary>
    public static IReadOnlyDictionary<string, LogCatalogueEntry> ByName => Entries.Value;

    /// <summary>The MESSAGE_ID of an event, 32 hexadecimal digits; null for events of the framework.</summary>
    public static string? MessageId(string? eventName) =>
        eventName is not null && ByName.TryGetValue(eventName, out var entry) ? entry.MessageId : null;

    private static Dictionary<string, LogCatalogueEntry> Load()
    {
        using var stream = typeof(LogCatalogue).Assembly.GetManifestResourceStream("carekiosk.catalog")
            ?? throw new InvalidOperationException("The build left out carekiosk.catalog.");
        using var reader = new StreamReader(stream);
        return Parse(reader);
    }

    internal static Dictionary<string, LogCatalogueEntry> Parse(TextReader reader)
    {
        var entries = new Dictionary<string, LogCatalogueEntry>(StringComparer.Ordinal);
        (string Name, int Id)? pending = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("# ", StringComparison.Ordinal)
                && line[2..].Split(' ') is [var name, var number]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                pending = (name, id);
            }
            else if (line.StartsWith("-- ", StringComparison.Ordinal) && pending is { } head)
            {
                entries.Add(head.Name, new LogCatalogueEntry(head.Name, head.Id, line[3..].Trim()));
                pending = null;
            }
        }

        return entries;
    }
}

/// <summary>One event of the catalogue.</summary>
/// <param name="EventName">Stable name, as in <c>[LoggerMessage(EventName = …)]</c>.</param>
/// <param name="EventId">Stable number.</param>
/// <param name="MessageId">The journal's MESSAGE_ID, 32 hexadecimal digits.</param>
public sealed record LogCatalogueEntry(string EventName, int EventId, string MessageId);
