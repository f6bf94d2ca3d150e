using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Response;

/// <summary>How often and from what words the kiosk answers.</summary>
public sealed class ResponseOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Response";

    /// <summary>The catalogue's folder; a relative path starts at the program's folder.</summary>
    [Required]
    public string Catalogue { get; init; } = "Response/catalogue";

    /// <summary>The folder of a brand's own words, likewise, such as <c>Response/brands/freshmart</c>; null for none.
    /// </summary>
    public string? Brand { get; init; }

    /// <summary>The least time between two prompts of a visit; a call for a person in high distress waits only until the last
    /// words could be read. Default 12 s.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:05:00")]
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>The most prompts in a visit; the last of them is kept for calling a person. Default 4.</summary>
    [Range(1, 20)]
    public int MaxPromptsPerVisit { get; init; } = 4;

    /// <summary>The share of frustrated visits, drawn by chance, that get no prompts but the call for a person and closing words,
    /// so that the effect of prompts is measured; high distress is never among them. Default 0.05; 0 measures nothing.</summary>
    [Range(0.0, 0.3)]
    public double ControlShare { get; init; } = 0.05;

    /// <summary>Whether answers are tried and learned from; else the answer that is expected to be the best is given.
    /// Default true.</summary>
    public bool Learning { get; init; } = true;

    /// <summary>The estimate of frustration from which on distress is high, 0..1. Default 0.97: three declined cards in
    /// short order, or two and an angry face.</summary>
    [Range(0.8, 0.98)]
    public double DistressAt { get; init; } = 0.97;

    /// <summary>How long distress must be high before a person is called. Default 3 s; with the default half-life it stays high
    /// for 4 s after the last thing that failed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan DistressFor { get; init; } = TimeSpan.FromSeconds(3);
}

/// <summary>Checks <see cref="ResponseOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ResponseOptionsValidator : IValidateOptions<ResponseOptions>;

/// <summary>Reads the catalogue when the worker starts, so that a bad one is told as the bad setting it is.</summary>
internal sealed class CatalogueValidator : IValidateOptions<ResponseOptions>
{
    public ValidateOptionsResult Validate(string? name, ResponseOptions options)
    {
        try
        {
            ResponseCatalogue.Load(options.Catalogue, options.Brand);
            return ValidateOptionsResult.Success;
        }
        catch (InvalidDataException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
    }
}
