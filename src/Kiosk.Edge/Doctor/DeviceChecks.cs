using System.Device.Gpio;
using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Doctor;

/// <summary>Looks whether camera, microphone and housing are there and may be opened. A camera is asked for its settings
/// and not for a picture; nothing sees or hears anybody.</summary>
internal sealed class DeviceChecks(SensingOptions sensing, PanelOptions panel, Func<GpioController> openChip)
{
    private const string Group = "This user is not in the group that owns the device.";

    /// <summary>Looks at everything.</summary>
    public IEnumerable<Finding> Look() => [.. Camera(), Microphone(), Housing()];

    private IEnumerable<Finding> Camera()
    {
        const string Check = "camera";
        if (sensing.Camera is null or SensingOptions.None)
        {
            return [Finding.Ok(Check, "No camera is set; the kiosk cares without.")];
        }

        if (!LiveCamera.IsNamedBy(sensing.Camera))
        {
            return [Recording(Check, sensing.Camera)];
        }

        var devices = LiveCamera.Devices();
        var device = sensing.Camera != LiveCamera.First ? sensing.Camera : devices is [var first, ..] ? first : null;
        if (device is null)
        {
            return
            [
                new Finding(
                    Check,
                    Severity.Error,
                    "There is no camera.",
                    "None is plugged in, or its driver does not know it.",
                    "Plug it in and see 'lsusb' and 'journalctl -k'; without one, take Sensing:Camera out of the settings."),
            ];
        }

        var there = MayRead(Check, device, "video", $"plug it in, or set Sensing:Camera to one of: {string.Join(", ", devices)}");
        using var controls = there.Severity == Severity.Ok ? V4l2Controls.Open(device) : null;
        return controls is null ? [there] : [there, Picture(PictureSettings.Of(sensing).Apply(controls))];
    }

    /// <summary>What the camera made of the settings that the worker makes as well when it opens it.</summary>
    internal static Finding Picture(IReadOnlyList<PictureSetting> settings)
    {
        const string Check = "picture";
        var text = string.Join("; ", new[]
        {
            Named("the camera is set to", setting => setting.Outcome == SettingOutcome.Set),
            Named("it has no setting for", setting => setting.Outcome == SettingOutcome.NotThere),
            Named("it did not take", setting => setting.Outcome == SettingOutcome.Refused),
        }.Where(part => part is not null));
        text = char.ToUpperInvariant(text[0]) + text[1..] + ".";
        return settings.Any(setting => setting.Outcome == SettingOutcome.Refused || setting is { Outcome: SettingOutcome.NotThere, Wished: true })
            ? new Finding(
                Check,
                Severity.Warning,
                text,
                "This model of camera can't do what the settings ask for.",
                "If pictures flicker or faces stay dark, use another camera; else take Sensing:PowerLine, :Exposure or :Backlight out of the settings.")
            : Finding.Ok(Check, text);

        string? Named(string verb, Func<PictureSetting, bool> which) =>
            settings.Where(which).Select(setting => setting.Name).ToList() is { Count: > 0 } names
                ? $"{verb} {string.Join(", ", names)}"
                : null;
    }

    private Finding Microphone()
    {
        const string Check = "microphone";
        if (sensing.Microphone is not { } microphone || microphone == SensingOptions.None)
        {
            return Finding.Ok(Check, "No microphone is set; the kiosk cares without.");
        }

        if (!microphone.StartsWith(AlsaMicrophone.Prefix, StringComparison.Ordinal))
        {
            return Recording(Check, microphone);
        }

        var recorders = Directory.Exists("/dev/snd") ? Directory.GetFiles("/dev/snd", "pcmC*c") : [];
        return recorders is [var first, ..]
            ? MayRead(Check, first, "audio", "plug it in")
            : new Finding(
                Check,
                Severity.Error,
                "There is no microphone.",
                "None is plugged in, or its driver does not know it.",
                "Plug it in and see 'arecord -l'; without one, take Sensing:Microphone out of the settings.");
    }

    private Finding Housing()
    {
        const string Check = "housing";
        int?[] lines = [panel.PresenceLine, panel.CallButtonLine, panel.StaffKeyLine, panel.PrivacySwitchLine, panel.CallLampLine];
        if (lines.All(line => line is null))
        {
            return Finding.Ok(Check, "No button, key, switch, motion sensor or lamp is set.");
        }

        try
        {
            using var chip = openChip();
            var beyond = lines.Where(line => line >= chip.PinCount).ToList();
            return beyond.Count == 0
                ? Finding.Ok(Check, $"GPIO chip {panel.Chip} is there and has {chip.PinCount} lines.")
                : new Finding(
                    Check,
                    Severity.Error,
                    $"GPIO chip {panel.Chip} has {chip.PinCount} lines and no line {string.Join(", ", beyond)}.",
                    "The settings were made for another board.",
                    "See 'gpioinfo', and correct Panel in the settings.");
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException or DllNotFoundException)
        {
            return new Finding(
                Check,
                Severity.Error,
                $"GPIO chip {panel.Chip} can't be opened ({error.Message.TrimEnd('.')}).",
                File.Exists($"/dev/gpiochip{panel.Chip}") ? Group : "There is no such chip.",
                "See 'gpiodetect'; correct Panel:Chip, or add the user to the group carekiosk-gpio.");
        }
    }

    private static Finding Recording(string check, string path) => Path.Exists(path)
        ? Finding.Ok(check, $"The recording {path} is there.")
        : new Finding(
            check, Severity.Error, $"There is no recording {path}.", "It was moved or never copied.", "Correct Sensing in the settings.");

    private static Finding MayRead(string check, string device, string group, string whenMissing)
    {
        if (!File.Exists(device))
        {
            return new Finding(
                check, Severity.Error, $"{device} is not there.", "The device is not plugged in.", $"See 'journalctl -k'; {whenMissing}.");
        }

        return DeviceAccess.MayOpen(device)
            ? Finding.Ok(check, $"{device} is there and may be opened.")
            : new Finding(
                check,
                Severity.Error,
                $"{device} may not be opened by this user.",
                Group,
                $"Run 'sudo usermod -aG {group} carekiosk' and start the service again.");
    }
}
