using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Connection;

/// <summary>The borders of a visit.</summary>
public sealed class VisitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Visit";

    /// <summary>After so long without a screen event the customer has left, and the visit ends as abandoned, unless they
    /// wait for a person. Default 90 s.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:30:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a customer who does not touch the screen waits for a person who was called. The call stands until
    /// then, and the visit ends as one that staff helped; the sensors close at <see cref="IdleTimeout"/>. Default 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "02:00:00")]
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>Checks <see cref="VisitOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class VisitOptionsValidator : IValidateOptions<VisitOptions>;
