using System.Text.Json.Serialization;
using Kiosk.Wire;

namespace Kiosk.Cloud.Storage;

/// <summary>JSON kept inside the database.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(WitnessHealth))]
[JsonSerializable(typeof(HealthSums))]
internal sealed partial class StoredJson : JsonSerializerContext;
