using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Display;

/// <summary>Where the customer screen is served and which other pages may talk to it.</summary>
public sealed class DisplayOptions : IValidatableObject
{
    /// <summary>Name of the section in the configuration.</summary>
    public const string Section = "Display";

    /// <summary>Port on 127.0.0.1; the screen is never served on another address.</summary>
    /// <value>8089. 0 lets the system pick one.</value>
    [Range(0, 65_535)]
    public int Port { get; init; } = 8089;

    /// <summary>Origins of kiosk apps served from another machine, such as <c>https://kiosk.shop.example</c>. Pages
    /// served by the kiosk itself (localhost, 127.0.0.1, [::1], any port) need no entry.</summary>
    /// <value>None.</value>
    public string[] AllowedOrigins { get; init; } = [];

    /// <summary>A folder of a web app's files to serve at <c>/app/</c>, so that the app and the worker are one origin; a
    /// relative path starts at the working directory. Null for none.</summary>
    public string? AppFolder { get; init; }

    /// <summary>Events a second the local API takes from all apps together, on average; for a moment four times as many.
    /// The customer's consent is never refused for it.</summary>
    /// <value>50, more than fingers can do.</value>
    [Range(1, 10_000)]
    public int EventsPerSecond { get; init; } = 50;

    /// <summary>Takes readings from the app's developer panel in the sensors' place. Not for a shop: any page of the kiosk
    /// could make customers up.</summary>
    /// <value>False.</value>
    public bool DeveloperMode { get; init; }

    /// <summary>Every origin must be what a browser sends: a scheme, a host, perhaps a port, and nothing behind.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AppFolder is not null && !Directory.Exists(AppFolder))
        {
            yield return new ValidationResult($"There is no folder '{AppFolder}'.", [nameof(AppFolder)]);
        }

        foreach (var origin in AllowedOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https")
                || uri.GetLeftPart(UriPartial.Authority) != origin)
            {
                yield return new ValidationResult(
                    $"'{origin}' is not an origin; write it like https://kiosk.shop.example, in lower case, without a path.",
                    [nameof(AllowedOrigins)]);
            }
        }
    }
}

[OptionsValidator]
internal sealed partial class DisplayOptionsValidator : IValidateOptions<DisplayOptions>;
