using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiosk.Edge.Response;

/// <summary>What may be said to what: <c>answers.json</c>. Names are checked by <see cref="CatalogueCheck"/>, so that a
/// wrong one gets a sentence.</summary>
/// <param name="Version">2.</param>
/// <param name="Edition">What was learned belongs to it.</param>
/// <param name="Answers">The answers.</param>
internal sealed record AnswersFile(int Version, string Edition, IReadOnlyList<AnswerEntry> Answers);

/// <summary>One answer.</summary>
/// <param name="Id">Unique name, such as <c>payment.guide</c>.</param>
/// <param name="Cause">What it answers, a <see cref="Understanding.Cause"/>; <c>unknown</c> fits any.</param>
/// <param name="Strategy">How, a <see cref="Response.Strategy"/>.</param>
/// <param name="Level">1 (a gentle word) to 3 (a person comes).</param>
/// <param name="Mood">The only <see cref="Understanding.Mood"/> it is for; null for any.</param>
internal sealed record AnswerEntry(string Id, string Cause, string Strategy, int Level, string? Mood = null);

/// <summary>The words of one language, <c>en.json</c>, or what a brand says otherwise.</summary>
/// <param name="Language">Primary language tag, the file's name.</param>
/// <param name="Reading">How fast it is read; null in a brand.</param>
/// <param name="Names">What the placeholders stand for: <c>store</c>, <c>colleague</c>.</param>
/// <param name="Greeting">What is said to who comes.</param>
/// <param name="Closings">What is said at the end: to whom was <c>patient</c>, to whom a person <c>helped</c>.</param>
/// <param name="Words">The words by id of the answer.</param>
/// <param name="Never">Phrases no text may hold, by what would be wrong with them; null in a brand.</param>
/// <param name="Tone">How a brand speaks; null but in a brand.</param>
internal sealed record WordsFile(
    string Language,
    Reading? Reading = null,
    IReadOnlyDictionary<string, string>? Names = null,
    string? Greeting = null,
    IReadOnlyDictionary<string, string>? Closings = null,
    IReadOnlyDictionary<string, string>? Words = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Never = null,
    Tone? Tone = null);

/// <summary>How a brand speaks, for whoever writes its words, and as far as it can be checked.</summary>
/// <param name="Voice">In a sentence or two.</param>
/// <param name="Ends">What each sentence must end with, such as <c>요.</c>; null for anything.</param>
/// <param name="Never">Phrases that are not the brand's.</param>
internal sealed record Tone(string Voice, IReadOnlyList<string>? Ends = null, IReadOnlyList<string>? Never = null);

/// <summary>How fast calm people read a language.</summary>
/// <param name="Unit"><c>word</c> or, for scripts that are better counted so, <c>character</c>.</param>
/// <param name="PerMinute">So many units a minute.</param>
internal sealed record Reading(string Unit, int PerMinute);

/// <summary>Source-generated reader of the catalogue's files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AnswersFile))]
[JsonSerializable(typeof(WordsFile))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
