using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Replay;

/// <summary>A script of screen events: JSON Lines of <c>{"t":seconds,"event":name, …the body}</c>.</summary>
internal static class ScreenScript
{
    /// <summary>Reads a script; empty lines and lines that begin with <c>#</c> are passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">The instant of <c>t</c> = 0.</param>
    /// <returns>The events in order of time.</returns>
    /// <exception cref="InvalidDataException">It can't be read, a line is not an event, or there is none; the message
    /// names the line.</exception>
    public static IReadOnlyList<ScreenEvent> Read(string path, DateTimeOffset start)
    {
        List<ScreenEvent> events = [];
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
                {
                    continue;
                }

                if (!ScreenEventJson.TryReadLine(line, start, out var screenEvent, out var problem))
                {
                    throw new InvalidDataException($"{path}, line {number}: {problem}");
                }

                events.Add(screenEvent!); // read, so it is there
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The script {path} can't be read: {exception.Message}", exception);
        }

        return events.Count > 0
            ? [.. events.OrderBy(screenEvent => screenEvent.At)]
            : throw new InvalidDataException($"The script {path} holds no event.");
    }
}
