namespace Kiosk.Edge.Response;

/// <summary>The words of one language as the brand says them, with the placeholders filled in.</summary>
/// <param name="Tag">Primary language tag.</param>
/// <param name="Reading">How fast it is read.</param>
/// <param name="Greeting">What is said to who comes.</param>
/// <param name="Words">By id of the answer.</param>
/// <param name="Closings">By <see cref="Closing"/>.</param>
internal sealed record Language(
    string Tag,
    Reading Reading,
    string Greeting,
    IReadOnlyDictionary<string, string> Words,
    IReadOnlyDictionary<Closing, string> Closings);
