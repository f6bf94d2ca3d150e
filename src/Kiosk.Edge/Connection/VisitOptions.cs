using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Connection;

/// <summary>The borders of a visit.</summary>
public sealed class VisitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Visit";

    /// <summary>After so long without a screen event the customer has left, and the visit ends as abandoned. Default
    /// 90 s.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:30:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(90);
}

/// <summary>Checks <see cref="VisitOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class VisitOptionsValidator : IValidateOptions<VisitOptions>;
