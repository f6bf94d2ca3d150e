using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Recognition;

/// <summary>Where the models are and how they run: the section <c>Models</c> of the configuration.</summary>
public sealed class ModelsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Models";

    /// <summary>The folder with a NAME.onnx and a NAME.json for each model. A relative one is below the folder of the
    /// program itself, wherever the program is started.</summary>
    [Required]
    public string Folder { get; init; } = "models";

    /// <summary>Threads inside of one inference. One is fastest for models this small, and leaves the other cores to
    /// the kiosk's own work.</summary>
    [Range(1, 16)]
    public int Threads { get; init; } = 1;

    /// <summary>Loads models whose card does not allow commercial use, because some of their training data forbids it
    /// or does not say. Without it such a model is refused, and the kiosk cares from what is left, screen events at
    /// least. Default false.</summary>
    public bool AcceptNonCommercial { get; init; }
}

/// <summary>Checks <see cref="ModelsOptions"/> when the worker starts.</summary>
[OptionsValidator]
public sealed partial class ModelsOptionsValidator : IValidateOptions<ModelsOptions>;
