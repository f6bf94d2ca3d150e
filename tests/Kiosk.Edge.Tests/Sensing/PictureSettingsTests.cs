using Kiosk.Edge.Doctor;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Tests.Fakes;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class PictureSettingsTests
{
    private const int Manual = 1; // V4L2_EXPOSURE_MANUAL

    [Theory]
    [InlineData("auto", 60, 2)] // the country's
    [InlineData("auto", 50, 1)]
    [InlineData("auto", null, 3)] // the camera's own finding
    [InlineData("50", 60, 1)]
    [InlineData("60", 50, 2)]
    [InlineData("off", 60, 0)]
    public void The_power_line_is_as_set_else_the_countrys_else_the_cameras(string setting, int? country, int choice)
    {
        using var camera = new FakeCameraControls().With(PictureSettings.PowerLineFrequency, 0, 3, value: 1, 0, 1, 2, 3);

        var settings = new PictureSettings(new SensingOptions { PowerLine = setting }, country).Apply(camera);

        Assert.Equal(choice, camera.Values[PictureSettings.PowerLineFrequency]);
        Assert.Equal(SettingOutcome.Set, settings[0].Outcome);
    }

    [Theory]
    [InlineData("auto", null, false)] // older webcams can't find it out and are left at what they begin with
    [InlineData("auto", 60, true)]
    [InlineData("off", null, false)]
    public void A_choice_that_the_menu_lacks_is_not_set(string setting, int? country, bool set)
    {
        using var camera = new FakeCameraControls().With(PictureSettings.PowerLineFrequency, 1, 2, value: 1, 1, 2);

        var settings = new PictureSettings(new SensingOptions { PowerLine = setting }, country).Apply(camera);

        Assert.Equal(set ? SettingOutcome.Set : SettingOutcome.NotThere, settings[0].Outcome);
        Assert.Equal(set ? 2 : 1, camera.Values[PictureSettings.PowerLineFrequency]);
    }

    [Theory]
    [InlineData("steady", new[] { 0, 1, 2, 3 }, 0, 0)]
    [InlineData("steady", new[] { 1, 3 }, 3, 0)] // most webcams
    [InlineData("bright", new[] { 1, 3 }, 3, 1)]
    [InlineData("camera", new[] { 1, 3 }, Manual, 7)] // as it was
    public void The_exposure_is_automatic_before_its_priority_is_set(string setting, int[] menu, int exposure, int priority)
    {
        using var camera = new FakeCameraControls()
            .With(PictureSettings.ExposureAuto, menu[0], menu[^1], Manual, menu)
            .With(PictureSettings.ExposureAutoPriority, 0, 1, value: 7);

        var settings = new PictureSettings(new SensingOptions { Exposure = setting }, 50).Apply(camera);

        Assert.Equal(exposure, camera.Values[PictureSettings.ExposureAuto]);
        Assert.Equal(priority, camera.Values[PictureSettings.ExposureAutoPriority]);
        Assert.DoesNotContain(settings, one => one.Outcome == SettingOutcome.Refused);
    }

    [Theory]
    [InlineData("on", 4)]
    [InlineData("off", 0)]
    [InlineData("camera", 2)]
    public void The_light_from_behind_is_compensated_when_wished(string setting, int value)
    {
        using var camera = new FakeCameraControls().With(PictureSettings.BacklightCompensation, 0, 4, value: 2);

        new PictureSettings(new SensingOptions { Backlight = setting }, 50).Apply(camera);

        Assert.Equal(value, camera.Values[PictureSettings.BacklightCompensation]);
    }

    [Fact]
    public void A_camera_without_settings_is_a_good_camera_and_doctor_says_what_it_lacks()
    {
        using var camera = new FakeCameraControls();

        var finding = DeviceChecks.Picture(new PictureSettings(new SensingOptions(), 60).Apply(camera));

        Assert.Equal(Severity.Ok, finding.Severity);
        Assert.Equal(
            "It has no setting for power-line frequency, automatic exposure, a steady rate in the dark.", finding.What);
    }

    [Fact]
    public void A_camera_without_a_setting_that_is_wished_is_a_warning()
    {
        using var camera = new FakeCameraControls();

        var finding = DeviceChecks.Picture(new PictureSettings(new SensingOptions { PowerLine = "50" }, 60).Apply(camera));

        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public void A_camera_that_refuses_is_told()
    {
        using var camera = new FakeCameraControls { Stalled = true }
            .With(PictureSettings.PowerLineFrequency, 0, 2, value: 1, 0, 1, 2);

        var finding = DeviceChecks.Picture(
            new PictureSettings(new SensingOptions { Exposure = "camera" }, 60).Apply(camera));

        Assert.Equal((Severity.Warning, "It did not take power-line frequency 60 Hz."), (finding.Severity, finding.What));
        Assert.Equal(1, camera.Values[PictureSettings.PowerLineFrequency]);
    }

    [Theory]
    [InlineData("Asia/Seoul", 60)]
    [InlineData("America/New_York", 60)]
    [InlineData("America/Sao_Paulo", 60)]
    [InlineData("Europe/Berlin", 50)]
    [InlineData("America/Argentina/Buenos_Aires", 50)]
    [InlineData("Asia/Tokyo", null)] // the east has 50 Hz, the west 60
    [InlineData("Etc/UTC", null)]
    [InlineData("No/Where", null)]
    public void A_time_zone_tells_the_mains_of_its_country(string zone, int? hertz) =>
        Assert.Equal(hertz, MainsFrequency.Of(zone));
}
