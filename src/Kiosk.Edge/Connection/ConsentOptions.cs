using System.ComponentModel.DataAnnotations;
using Kiosk.Edge.Recognition;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Connection;

/// <summary>When the sensors may be open. In one section with the sensors themselves, which this room may not name.
/// </summary>
public sealed class ConsentOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sensing";

    /// <summary>When the sensors may be open. Default: once the customer agreed.</summary>
    [EnumDataType(typeof(SensingMode))]
    public SensingMode Mode { get; init; } = SensingMode.OptIn;

    /// <summary>From which age, in years, the question is put to a customer; the screen says so beside it. 0: to anybody.
    /// Default 14: in Korea a younger child's guardian must agree (PIPA, article 22-2). 13 to 16 in the EU, by country (GDPR,
    /// article 8), 13 in the USA (COPPA).</summary>
    [Range(0, 21)]
    public int FromAge { get; init; } = 14;

    /// <summary>Steps of the kiosk app in which a card or PIN is entered, whatever their case; the sensors are closed
    /// until the next step. For apps that do not tell <c>"private":true</c> themselves. Default: none.</summary>
    public string[] PrivateSteps { get; init; } = [];
}

/// <summary>Checks <see cref="ConsentOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ConsentOptionsValidator : IValidateOptions<ConsentOptions>;
