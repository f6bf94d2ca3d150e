using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Sensing;

/// <summary>Which sensors the kiosk has and how they are used once the customer agreed.</summary>
public sealed class SensingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sensing";

    /// <summary>What says as <see cref="Camera"/> or <see cref="Microphone"/> that there is none, as null does.</summary>
    internal const string None = "none";

    internal const string Automatic = "auto";
    internal const string Bright = "bright";
    internal const string On = "on";
    internal const string LeftToTheCamera = "camera";

    /// <summary>The camera: <c>auto</c> for the first there is, a device such as <c>/dev/v4l/by-id/NAME</c>, or a video file
    /// or folder of pictures in its place; <c>none</c> or null for none.</summary>
    public string? Camera { get; init; }

    /// <summary>The microphone: <c>alsa:NAME</c> with a name of ALSA's such as <c>default</c>, or a sound file in its place;
    /// <c>none</c> or null for none.</summary>
    public string? Microphone { get; init; }

    /// <summary>Begin such a file again when it has ended. Default true.</summary>
    public bool Loop { get; init; } = true;

    /// <summary>Pictures recognised in a second while there is a face, at most; about one a second without, fewer when
    /// the board is hot. A camera that gives more is passed over. Default 10.</summary>
    [Range(1, 30)]
    public int MaxFramesPerSecond { get; init; } = 10;

    /// <summary>The mains that the store's lamps hang on, which a live camera is told so that its pictures do not flicker:
    /// <c>50</c>, <c>60</c>, <c>off</c>, or <c>auto</c> for the country of the kiosk's time zone and, where that says
    /// nothing, what the camera finds. Default <c>auto</c>.</summary>
    [AllowedValues(Automatic, "50", "60", "off", ErrorMessage = "Sensing:PowerLine must be auto, 50, 60 or off.")]
    public string PowerLine { get; init; } = Automatic;

    /// <summary>How long a live camera exposes: <c>steady</c> as it finds it, but never so long that its rate falls;
    /// <c>bright</c> as it finds it, in the dark at a lower rate; <c>camera</c> as the camera was set otherwise. Default
    /// <c>steady</c>.</summary>
    [AllowedValues("steady", Bright, LeftToTheCamera, ErrorMessage = "Sensing:Exposure must be steady, bright or camera.")]
    public string Exposure { get; init; } = "steady";

    /// <summary>Whether a live camera makes faces brighter that stand before a window: <c>on</c>, <c>off</c>, or
    /// <c>camera</c> as the camera was set otherwise. Default <c>camera</c>.</summary>
    [AllowedValues(On, "off", LeftToTheCamera, ErrorMessage = "Sensing:Backlight must be on, off or camera.")]
    public string Backlight { get; init; } = LeftToTheCamera;

    /// <summary>How long to wait before a sensor that failed is opened again. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>Checks <see cref="SensingOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class SensingOptionsValidator : IValidateOptions<SensingOptions>;
