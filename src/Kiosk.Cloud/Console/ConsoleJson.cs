using System.Text.Json;
using System.Text.Json.Serialization;
using Kiosk.Cloud.Fleet;

namespace Kiosk.Cloud.Console;

/// <summary>Source-generated JSON of the console's API: snake_case, like the wire.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Trend))]
[JsonSerializable(typeof(KioskPage))]
[JsonSerializable(typeof(KioskDetail))]
[JsonSerializable(typeof(IReadOnlyList<Place>))]
[JsonSerializable(typeof(Effect))]
[JsonSerializable(typeof(StepTroubles))]
[JsonSerializable(typeof(RemedyList))]
[JsonSerializable(typeof(NewRemedy))]
[JsonSerializable(typeof(ServiceStatus))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
