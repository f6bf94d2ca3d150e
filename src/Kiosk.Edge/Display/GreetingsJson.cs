using System.Text.Json.Serialization;

namespace Kiosk.Edge.Display;

/// <summary>Source-generated JSON of the answer of <c>GET /v1/greetings</c>: the brand's greeting by language.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class GreetingsJson : JsonSerializerContext;
