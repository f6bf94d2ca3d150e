namespace Kiosk.Edge.Display;

/// <summary>Where the screen asks for the brand's greeting.</summary>
/// <param name="Read">The greeting by language; any thread may call.</param>
internal sealed record GreetingSource(Func<IReadOnlyDictionary<string, string>> Read);
