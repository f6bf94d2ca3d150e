using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Understanding;

/// <summary>When a customer counts as frustrated.</summary>
public sealed class UnderstandingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Understanding";

    /// <summary>The estimate at which frustration begins, 0..1. Default 0.6.</summary>
    [Range(0.5, 0.95)]
    public double OnsetAt { get; init; } = 0.6;

    /// <summary>The estimate at which it ends, 0..1; below <see cref="OnsetAt"/>, so that the state does not flicker.
    /// Default 0.35.</summary>
    [Range(0.15, 0.9)]
    public double OffsetAt { get; init; } = 0.35;

    /// <summary>How fast evidence is forgotten. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Checks <see cref="UnderstandingOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class UnderstandingOptionsValidator : IValidateOptions<UnderstandingOptions>;

/// <summary>Checks what one annotation can't say.</summary>
internal sealed class HysteresisValidator : IValidateOptions<UnderstandingOptions>
{
    public ValidateOptionsResult Validate(string? name, UnderstandingOptions options) =>
        options.OffsetAt < options.OnsetAt
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{UnderstandingOptions.Section}:{nameof(UnderstandingOptions.OffsetAt)} must be less than "
                + $"{nameof(UnderstandingOptions.OnsetAt)}.");
}
