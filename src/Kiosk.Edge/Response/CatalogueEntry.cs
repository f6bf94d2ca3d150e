using System.Text.Json;
using System.Text.Json.Serialization;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>One answer of the catalogue, in all its languages.</summary>
/// <param name="Id">Unique name, such as <c>payment.guide</c>.</param>
/// <param name="Cause">What it answers; <see cref="Cause.Unknown"/> fits any cause.</param>
/// <param name="Strategy">How it answers.</param>
/// <param name="Level">1 (a gentle word) to 3 (a person comes).</param>
/// <param name="Text">The words by language tag.</param>
internal sealed record CatalogueEntry(
    string Id, Cause Cause, Strategy Strategy, int Level, IReadOnlyDictionary<string, string> Text);

/// <summary>The catalogue's file.</summary>
/// <param name="Version">1.</param>
/// <param name="Languages">Tags every entry must have words for; the first is used when a screen's language is none of
/// them.</param>
/// <param name="Entries">The answers.</param>
internal sealed record CatalogueFile(int Version, IReadOnlyList<string> Languages, IReadOnlyList<CatalogueEntry> Entries);

/// <summary>Source-generated reader of the catalogue.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<Cause>), typeof(SnakeCaseEnum<Strategy>)])]
[JsonSerializable(typeof(CatalogueFile))]
internal sealed partial class CatalogueJson : JsonSerializerContext;

/// <summary>Enum members by their wire names.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
