using System.Text.Json.Serialization;

namespace Kiosk.Edge.Evaluation;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true)]
[JsonSerializable(typeof(ClassificationReport))]
[JsonSerializable(typeof(DetectionReport))]
[JsonSerializable(typeof(List<LabelledPicture>))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
