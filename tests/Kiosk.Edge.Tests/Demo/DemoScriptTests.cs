using Kiosk.Edge.Demo;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Demo;

public sealed class DemoScriptTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<ScreenEvent> Events = DemoScript.Events(Start);

    [Fact]
    public void Six_visits_begin_and_end_one_after_another_within_the_script()
    {
        var borders = Events.Where(one => one is ScreenEvent.Start or ScreenEvent.End).ToList();

        Assert.Equal(12, borders.Count);
        Assert.All(borders.Chunk(2), visit =>
        {
            Assert.IsType<ScreenEvent.Start>(visit[0]);
            Assert.IsType<ScreenEvent.End>(visit[1]);
        });
        Assert.Equal(Events.OrderBy(one => one.At), Events);
        Assert.InRange(DemoScript.Length, Events[^1].At - Start, TimeSpan.FromSeconds(45));
    }

    [Fact]
    public void The_visits_are_of_both_languages_of_every_end_and_one_is_without_consent()
    {
        Assert.Equal(["en", "ko"], Events.OfType<ScreenEvent.Start>().Select(one => one.Language).Distinct().Order());
        Assert.Equal(
            Enum.GetValues<VisitOutcome>(), Events.OfType<ScreenEvent.End>().Select(one => one.Outcome).Distinct().Order());
        Assert.Equal(5, Events.OfType<ScreenEvent.Consent>().Count());
    }

    [Fact]
    public void Somebody_smiles_while_a_card_is_declined_twice()
    {
        var declined = Events.OfType<ScreenEvent.Error>().Where(one => one.At - Start > TimeSpan.FromSeconds(21)).ToList();

        Assert.Equal(2, declined.Count);
        Assert.Equal(Face.Pleased, DemoScript.FaceAt(declined[1].At - Start));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2.69, 0)]
    [InlineData(3.3, 1)]
    public void A_face_turns_displeased_when_the_card_is_declined(double seconds, float frown) =>
        Assert.Equal(frown, DemoScript.FaceAt(TimeSpan.FromSeconds(seconds)).Frown);

    [Fact]
    public async Task The_voice_lasts_as_long_as_the_microphone_is_open_and_is_heard_in_it()
    {
        var folder = Directory.CreateTempSubdirectory("carekiosk-");
        var path = Path.Combine(folder.FullName, "voice.wav");

        Assert.True(SpokenScript.TryWrite(path, out var problem), problem);
        var samples = await Task.Run(() => SoundFile.ReadAll(path));
        folder.Delete(recursive: true);

        Assert.Equal(6.4 + 6.4 + 6.4 + 6.4, samples.Length / (double)AudioBlock.SampleRateHz, tolerance: 0.1);
        Assert.InRange(samples.Max(), 0.1f, 1.1f); // resampling may overshoot
    }

    [Fact]
    public async Task The_camera_gives_ten_pictures_a_second_and_only_while_it_is_open()
    {
        var time = new FakeTimeProvider(Start);
        using var camera = new RenderedFaceCamera(new DemoCustomer(time), time);
        using var frame = new VideoFrame();
        await Assert.ThrowsAsync<InvalidOperationException>(() => camera.ReadAsync(frame, default).AsTask());

        camera.Open();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await camera.ReadAsync(frame, default));
        Assert.Equal(time.GetUtcNow(), frame.CapturedAt);
        var next = camera.ReadAsync(frame, default).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await next);

        camera.Close();
        await Assert.ThrowsAsync<InvalidOperationException>(() => camera.ReadAsync(frame, default).AsTask());
    }
}
