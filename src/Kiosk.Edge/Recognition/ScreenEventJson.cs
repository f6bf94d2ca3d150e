using System.Text.Json;

namespace Kiosk.Edge.Recognition;

/// <summary>Reads a screen event from JSON: the body of a call of the local API, or a line of a replay's script.</summary>
public static class ScreenEventJson
{
    /// <summary>The longest text taken, characters; the rest is not looked at.</summary>
    public const int MaxTextLength = 2_000;

    /// <summary>Longest name of a step, language or version, characters.</summary>
    public const int MaxNameLength = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <summary>The events by their wire name, as in <c>POST /v1/visit/{name}</c> and <c>"event":"{name}"</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["consent", "start", "step", "touch", "error", "wait", "struggle", "words", "feedback", "end"];

    /// <summary>Reads one event.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="body">The JSON object with the event's members; others are ignored.</param>
    /// <param name="at">When it was told, UTC.</param>
    /// <param name="screenEvent">The event, or null.</param>
    /// <param name="problem">Null, or one sentence that says what is wrong and what is allowed.</param>
    public static bool TryRead(
        string name, JsonElement body, DateTimeOffset at, out ScreenEvent? screenEvent, out string? problem)
    {
        screenEvent = null;
        problem = null;
        if (body.ValueKind != JsonValueKind.Object)
        {
            problem = $"The body of '{name}' must be a JSON object.";
            return false;
        }

        try
        {
            screenEvent = Read(name, body, at, ref problem);
        }
        catch (InvalidOperationException)
        {
            // The parser takes any bytes and half surrogate pairs in a text; reading the text finds them.
            problem = $"A text in the body of '{name}' is not valid Unicode.";
        }

        return screenEvent is not null;
    }

    /// <summary>Reads a line of a script, <c>{"t":seconds,"event":name, …the body}</c>.</summary>
    /// <param name="line">One line of JSON.</param>
    /// <param name="start">The instant of <c>t</c> = 0.</param>
    /// <param name="screenEvent">The event, or null.</param>
    /// <param name="problem">Null, or one sentence that says what is wrong and what is allowed.</param>
    public static bool TryReadLine(
        string line, DateTimeOffset start, out ScreenEvent? screenEvent, out string? problem)
    {
        screenEvent = null;
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                problem = "Each line must be a JSON object such as {\"t\":0,\"event\":\"start\",\"language\":\"en\"}.";
                return false;
            }

            return Number(root, "t", 0, 86_400, ref problem) is double seconds
                && Required(root, "event", MaxNameLength, ref problem) is string name
                && TryRead(name, root, start + TimeSpan.FromSeconds(seconds), out screenEvent, out problem);
        }
        catch (JsonException exception)
        {
            problem = $"This is not JSON (byte {exception.BytePositionInLine}).";
            return false;
        }
        catch (InvalidOperationException)
        {
            problem = "A text in this line is not valid Unicode."; // as in TryRead
            return false;
        }
    }

    private static ScreenEvent? Read(string name, JsonElement body, DateTimeOffset at, ref string? problem) =>
        name switch
        {
            "consent" => Flag(body, "camera", ref problem) is bool camera
                && Flag(body, "microphone", ref problem) is bool microphone
                    ? new ScreenEvent.Consent(at, camera, microphone)
                    : null,
            "start" => OptionalFlag(body, "again", ref problem) is bool again
                ? new ScreenEvent.Start(
                    at, Text(body, "language", MaxNameLength) ?? "en", Text(body, "app_version", MaxNameLength), again)
                : null,
            "step" => Required(body, "name", MaxNameLength, ref problem) is string step
                && OptionalFlag(body, "private", ref problem) is bool isPrivate
                    ? new ScreenEvent.Step(at, step, isPrivate)
                    : null,
            "touch" => new ScreenEvent.Touch(at, Text(body, "language", MaxNameLength)),
            "error" => Choice<ErrorCode>(body, "code", ref problem) is ErrorCode code
                ? new ScreenEvent.Error(at, code)
                : null,
            "wait" => Number(body, "seconds", 0, 86_400, ref problem) is double seconds
                ? new ScreenEvent.Wait(at, TimeSpan.FromSeconds(seconds))
                : null,
            "struggle" => Choice<StruggleKind>(body, "kind", ref problem) is StruggleKind kind
                ? new ScreenEvent.Struggle(at, kind)
                : null,
            "words" => Required(body, "text", MaxTextLength, ref problem) is string text
                ? new ScreenEvent.Words(at, text)
                : null,
            "feedback" => Number(body, "score", 1, 5, ref problem) is double score
                ? Whole(score, ref problem) is int whole ? new ScreenEvent.Feedback(at, whole) : null
                : null,
            "end" => Choice<VisitOutcome>(body, "outcome", ref problem) is VisitOutcome outcome
                ? new ScreenEvent.End(at, outcome)
                : null,
            _ => Unknown(name, ref problem),
        };

    private static ScreenEvent? Unknown(string name, ref string? problem)
    {
        problem = $"There is no event '{name}'; there are {string.Join(", ", Names)}.";
        return null;
    }

    private static bool? Flag(JsonElement body, string member, ref string? problem)
    {
        if (body.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        problem = $"'{member}' must be true or false.";
        return null;
    }

    private static bool? OptionalFlag(JsonElement body, string member, ref string? problem) =>
        body.TryGetProperty(member, out _) ? Flag(body, member, ref problem) : false;

    private static string? Text(JsonElement body, string member, int maxLength) =>
        body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
                ? text.Length <= maxLength ? text : text[..maxLength]
                : null;

    private static string? Required(JsonElement body, string member, int maxLength, ref string? problem)
    {
        var text = Text(body, member, maxLength);
        problem = text is null ? $"'{member}' must be a text that is not empty." : null;
        return text;
    }

    private static double? Number(JsonElement body, string member, double min, double max, ref string? problem)
    {
        if (body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var number) && number >= min && number <= max)
        {
            return number;
        }

        problem = string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"'{member}' must be a number from {min} to {max}.");
        return null;
    }

    private static int? Whole(double number, ref string? problem)
    {
        if (double.IsInteger(number))
        {
            return (int)number;
        }

        problem = "'score' must be a whole number.";
        return null;
    }

    private static T? Choice<T>(JsonElement body, string member, ref string? problem)
        where T : struct, Enum
    {
        var text = Text(body, member, MaxNameLength);
        foreach (var value in Enum.GetValues<T>())
        {
            if (WireName.Of(value) == text)
            {
                return value;
            }
        }

        problem = $"'{member}' must be one of {string.Join(", ", Enum.GetValues<T>().Select(WireName.Of))}.";
        return null;
    }
}
