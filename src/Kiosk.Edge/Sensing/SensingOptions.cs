using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Sensing;

/// <summary>Which sensors the kiosk has and how they are used once the customer agreed.</summary>
public sealed class SensingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sensing";

    /// <summary>The camera: <c>auto</c> for the first there is, a device such as <c>/dev/v4l/by-id/NAME</c>, or a video file
    /// or folder of pictures in its place; null for none.</summary>
    public string? Camera { get; init; }

    /// <summary>The microphone: <c>alsa:NAME</c> with a name of ALSA's such as <c>default</c>, or a sound file in its place;
    /// null for none.</summary>
    public string? Microphone { get; init; }

    /// <summary>Begin such a file again when it has ended. Default true.</summary>
    public bool Loop { get; init; } = true;

    /// <summary>Pictures recognised in a second while there is a face, at most; about one a second without, fewer when
    /// the board is hot. A camera that gives more is passed over. Default 10.</summary>
    [Range(1, 30)]
    public int MaxFramesPerSecond { get; init; } = 10;

    /// <summary>How long to wait before a sensor that failed is opened again. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>Checks <see cref="SensingOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class SensingOptionsValidator : IValidateOptions<SensingOptions>;
