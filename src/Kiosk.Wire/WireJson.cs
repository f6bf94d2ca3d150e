using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiosk.Wire;

/// <summary>Source-generated JSON of everything that crosses MQTT: snake_case names, nulls written.</summary>
/// <remarks>Readers ignore members they do not know, so that a newer kiosk can talk to an older cloud.</remarks>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(VisitWindow))]
[JsonSerializable(typeof(WindowReceipt))]
[JsonSerializable(typeof(KioskState))]
[JsonSerializable(typeof(KioskHealth))]
[JsonSerializable(typeof(DeviceFault))]
[JsonSerializable(typeof(DesiredState))]
public sealed partial class WireJson : JsonSerializerContext;
