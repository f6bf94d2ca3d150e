using System.Text.Json.Serialization;

namespace Kiosk.Cloud.Storage;

/// <summary>JSON kept inside the database.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class StoredJson : JsonSerializerContext;
