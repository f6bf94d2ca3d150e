using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiosk.Edge.Response;

/// <summary>Enum members by their wire names.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
