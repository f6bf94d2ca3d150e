using System.Globalization;

namespace Kiosk.Edge.Sensing;

/// <summary>What a kiosk sets at its camera before it reads pictures: the power line's frequency, the exposure and the
/// compensation of light from behind. What a camera does not have is left out; its pictures are read all the same.</summary>
internal sealed class PictureSettings(SensingOptions options, int? mainsHertz)
{
    internal const uint PowerLineFrequency = 0x00980918; // V4L2_CID_POWER_LINE_FREQUENCY
    internal const uint BacklightCompensation = 0x0098091C; // V4L2_CID_BACKLIGHT_COMPENSATION
    internal const uint ExposureAuto = 0x009A0901; // V4L2_CID_EXPOSURE_AUTO
    internal const uint ExposureAutoPriority = 0x009A0903; // V4L2_CID_EXPOSURE_AUTO_PRIORITY

    private const int PowerLineOff = 0; // enum v4l2_power_line_frequency
    private const int PowerLine50 = 1;
    private const int PowerLine60 = 2;
    private const int PowerLineAuto = 3;

    private const int Automatic = 0; // enum v4l2_exposure_auto_type
    private const int AutomaticTime = 3; // V4L2_EXPOSURE_APERTURE_PRIORITY: most webcams' word for it

    /// <summary>As the settings want it, for a kiosk in this machine's time zone.</summary>
    public static PictureSettings Of(SensingOptions options) => new(options, MainsFrequency.Of(TimeZoneInfo.Local.Id));

    /// <summary>Sets what the camera has.</summary>
    public IReadOnlyList<PictureSetting> Apply(ICameraControls camera)
    {
        List<PictureSetting> settings = [PowerLine(camera)];
        if (options.Exposure != SensingOptions.LeftToTheCamera)
        {
            settings.AddRange(Exposure(camera));
        }

        if (options.Backlight != SensingOptions.LeftToTheCamera)
        {
            settings.Add(Backlight(camera));
        }

        return settings;
    }

    private PictureSetting PowerLine(ICameraControls camera)
    {
        const string Name = "power-line frequency";
        var automatic = options.PowerLine == SensingOptions.Automatic;
        var hertz = automatic ? mainsHertz : int.TryParse(options.PowerLine, CultureInfo.InvariantCulture, out var set) ? set : 0;
        var wanted = hertz switch { 0 => PowerLineOff, 50 => PowerLine50, 60 => PowerLine60, _ => PowerLineAuto };
        if (camera.Range(PowerLineFrequency) is null)
        {
            return new PictureSetting(Name, SettingOutcome.NotThere, !automatic);
        }

        if (!camera.Offers(PowerLineFrequency, wanted) && automatic && camera.Offers(PowerLineFrequency, PowerLineAuto))
        {
            wanted = PowerLineAuto;
        }

        return camera.Offers(PowerLineFrequency, wanted)
            ? Set(camera, $"{Name} {Told(wanted)}", PowerLineFrequency, wanted, !automatic)
            : new PictureSetting(wanted == PowerLineAuto ? Name : $"{Name} {Told(wanted)}", SettingOutcome.NotThere, !automatic);

        static string Told(int choice) => choice switch
        {
            PowerLineOff => "off",
            PowerLine50 => "50 Hz",
            PowerLine60 => "60 Hz",
            _ => "as the camera finds it",
        };
    }

    private IEnumerable<PictureSetting> Exposure(ICameraControls camera)
    {
        var bright = options.Exposure == SensingOptions.Bright;
        int? way = camera.Range(ExposureAuto) is null ? null
            : camera.Offers(ExposureAuto, Automatic) ? Automatic
            : camera.Offers(ExposureAuto, AutomaticTime) ? AutomaticTime
            : null;
        yield return way is { } automatic
            ? Set(camera, "automatic exposure", ExposureAuto, automatic, wished: false)
            : new PictureSetting("automatic exposure", SettingOutcome.NotThere, Wished: false);

        // Only after the exposure is automatic: with a fixed one, cameras refuse it.
        var name = bright ? "a lower rate in the dark" : "a steady rate in the dark";
        yield return camera.Range(ExposureAutoPriority) is null
            ? new PictureSetting(name, SettingOutcome.NotThere, bright)
            : Set(camera, name, ExposureAutoPriority, bright ? 1 : 0, bright);
    }

    private PictureSetting Backlight(ICameraControls camera)
    {
        var on = options.Backlight == SensingOptions.On;
        var name = $"backlight compensation {options.Backlight}";
        return camera.Range(BacklightCompensation) is { } range
            ? Set(camera, name, BacklightCompensation, on ? range.Highest : range.Lowest, wished: true)
            : new PictureSetting(name, SettingOutcome.NotThere, Wished: true);
    }

    private static PictureSetting Set(ICameraControls camera, string name, uint control, int value, bool wished) =>
        new(name, camera.Set(control, value) ? SettingOutcome.Set : SettingOutcome.Refused, wished);
}

/// <summary>What became of a setting.</summary>
internal enum SettingOutcome
{
    /// <summary>The camera has taken it.</summary>
    Set,

    /// <summary>The camera has no such setting.</summary>
    NotThere,

    /// <summary>The camera has the setting and did not take the value.</summary>
    Refused,
}

/// <summary>A setting of a camera.</summary>
/// <param name="Name">What it is, within a sentence.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Wished">The kiosk's settings ask for it; else it is a default, and its lack needs no remedy.</param>
internal readonly record struct PictureSetting(string Name, SettingOutcome Outcome, bool Wished);
