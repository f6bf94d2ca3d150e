using Kiosk.Edge.Calibration;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Tests.Sensing;

namespace Kiosk.Edge.Tests.Calibration;

public sealed class LevelTests
{
    [Theory]
    [InlineData(0.0, -90, "nothing is heard")]
    [InlineData(0.002, -57, "quiet")]
    [InlineData(0.1, -23, "good")]
    [InlineData(1.0, -3, "too loud")]
    public void Sound_is_told_in_decibels_with_advice(double amplitude, double decibels, string advice)
    {
        var level = new SoundLevel();
        for (var block = 0; block < 31; block++)
        {
            level.Add([.. Enumerable.Range(0, 512).Select(i => (float)(amplitude * Math.Sin(i * Math.PI / 16)))]);
        }

        Assert.Equal(decibels, level.RmsDb, 0.5);
        Assert.StartsWith(advice, level.Advice);
    }

    [Theory]
    [InlineData(0.01, 0.3, 0.5, "dark")]
    [InlineData(0.1, 0.3, 0.5, "dim")]
    [InlineData(0.9, 0.3, 0.5, "glaring")]
    [InlineData(0.5, 0.0, 0.5, "no face")]
    [InlineData(0.5, 0.1, 0.5, "the face is small")]
    [InlineData(0.5, 0.8, 0.5, "the face is cut off")]
    [InlineData(0.5, 0.3, 0.9, "the face is at the edge")]
    [InlineData(0.5, 0.3, 0.5, "good")]
    public void A_picture_is_told_with_advice(double brightness, float height, float middle, string advice)
    {
        DetectedFace[] faces = height == 0
            ? []
            : [new DetectedFace(new Box((640 * middle) - 50, 0, (640 * middle) + 50, 480 * height), 0.9f, default)];

        Assert.StartsWith(advice, PictureLevel.Of(brightness, 640, 480, faces).Advice);
    }

    [Fact]
    public async Task Recordings_are_metered_to_their_end()
    {
        using var media = new MediaFolder();
        var output = new StringWriter();

        await CalibrateCommand.RunAsync(
            media.Video("rising.avi", frames: 12), media.Sound("rising.wav", seconds: 1), output, default);

        Assert.Contains("light [", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("sound [", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_fails_ends_the_other_at_once()
    {
        using var media = new MediaFolder();
        var sound = media.Sound("long.wav", seconds: 120);
        await File.WriteAllTextAsync(media.File("broken.png"), "no picture");

        await Assert.ThrowsAsync<SensorException>(() =>
            CalibrateCommand.RunAsync(media.Root, sound, new StringWriter(), default).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("0.1", 0)]
    [InlineData("86400", 0)]
    [InlineData("86401", 1)]
    [InlineData("NaN", 1)]
    public void It_ends_after_seconds_that_can_be(string seconds, int errors) =>
        Assert.Equal(errors, CalibrateCommand.Create().Parse(["--seconds", seconds]).Errors.Count);

    [Fact]
    public void Without_seconds_it_goes_on_until_stopped() => Assert.Empty(CalibrateCommand.Create().Parse([]).Errors);
}
