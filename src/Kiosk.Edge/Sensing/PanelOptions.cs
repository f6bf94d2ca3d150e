using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Sensing;

/// <summary>The kiosk's housing: which GPIO line has what. A line that is null is not there.</summary>
public sealed class PanelOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Panel";

    /// <summary>The chip, as in <c>/dev/gpiochipN</c>. Default 0, the header of a Raspberry Pi.</summary>
    [Range(0, 63)]
    public int Chip { get; init; }

    /// <summary>A motion sensor such as the HC-SR501: high while somebody moves.</summary>
    [Range(0, 1023)]
    public int? PresenceLine { get; init; }

    /// <summary>The button that calls a person.</summary>
    [Range(0, 1023)]
    public int? CallButtonLine { get; init; }

    /// <summary>The staff key: on while staff work on the kiosk.</summary>
    [Range(0, 1023)]
    public int? StaffKeyLine { get; init; }

    /// <summary>The privacy switch: on keeps camera and microphone closed.</summary>
    [Range(0, 1023)]
    public int? PrivacySwitchLine { get; init; }

    /// <summary>The lamp or beacon that calls a person; high is on.</summary>
    [Range(0, 1023)]
    public int? CallLampLine { get; init; }

    /// <summary>Button, key and switch connect their line to ground, and the board pulls it up. False: to the supply, and
    /// pulled down. Default true.</summary>
    public bool PullUp { get; init; } = true;

    /// <summary>A line has one use.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from line in new[] { PresenceLine, CallButtonLine, StaffKeyLine, PrivacySwitchLine, CallLampLine }
        where line is not null
        group line by line into uses
        where uses.Count() > 1
        select new ValidationResult($"Panel gives line {uses.Key} to {uses.Count()} parts; a line has one.");
}

/// <summary>Checks <see cref="PanelOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class PanelOptionsValidator : IValidateOptions<PanelOptions>;
