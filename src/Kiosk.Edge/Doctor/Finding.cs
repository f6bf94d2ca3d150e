using System.Text.Json.Serialization;

namespace Kiosk.Edge.Doctor;

/// <summary>How much it matters; the highest one decides the exit status.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
internal enum Severity
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>The kiosk works, but not as well as it could, or not for long.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>A part of the kiosk does not work.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Check">Its stable name, such as <c>camera</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="What">What was found.</param>
/// <param name="Cause">Why that is so, most likely; null when all is well.</param>
/// <param name="Remedy">What to do; null when all is well.</param>
internal sealed record Finding(string Check, Severity Severity, string What, string? Cause = null, string? Remedy = null)
{
    /// <summary>All is well.</summary>
    public static Finding Ok(string check, string what) => new(check, Severity.Ok, what);
}

/// <summary>What <c>doctor --json</c> prints.</summary>
/// <param name="Version">The worker's.</param>
/// <param name="At">When, by this machine's clock.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Severity">The highest of the findings'.</param>
/// <param name="Findings">In the order of the checks.</param>
internal sealed record DoctorReport(
    string Version, DateTimeOffset At, double Seconds, Severity Severity, IReadOnlyList<Finding> Findings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class DoctorJson : JsonSerializerContext;
