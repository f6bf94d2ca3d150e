using System.Diagnostics;
using Kiosk.Edge.Sensing;
using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class VideoFileCameraTests : IDisposable
{
    private readonly MediaFolder _media = new();
    private readonly FakeTimeProvider _time = new();
    private readonly VideoFrame _frame = new();

    public void Dispose()
    {
        _media.Dispose();
        _frame.Dispose();
    }

    [Fact]
    public async Task Gives_every_picture_in_order_and_then_ends()
    {
        using var camera = Fast(_media.Video("rising.avi", frames: 5));
        camera.Open();

        Assert.Equal([20, 30, 40, 50, 60], await RestAsync(camera));
        Assert.False(await camera.ReadAsync(_frame, default));
    }

    [Fact]
    public async Task Counts_time_by_the_files_own_rate_when_it_does_not_wait()
    {
        using var camera = Fast(_media.Video("rising.avi", frames: 3, framesPerSecond: 4));
        var start = _time.GetUtcNow();
        camera.Open();

        foreach (var milliseconds in new[] { 0, 250, 500 })
        {
            Assert.True(await camera.ReadAsync(_frame, default));
            Assert.Equal(start.AddMilliseconds(milliseconds), _frame.CapturedAt);
        }
    }

    [Fact]
    public async Task Gives_a_picture_when_it_is_due_and_no_sooner()
    {
        using var camera = new VideoFileCamera(
            _media.Video("rising.avi", frames: 3, framesPerSecond: 4), loop: false, ReplayPace.RealTime, _time);
        camera.Open();
        Assert.True(await camera.ReadAsync(_frame, default));

        var second = camera.ReadAsync(_frame, default).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(await second);
        Assert.Equal(_time.GetUtcNow(), _frame.CapturedAt);
    }

    [Fact]
    public async Task Stops_waiting_when_it_is_cancelled()
    {
        using var camera = new VideoFileCamera(
            _media.Video("rising.avi", frames: 3), loop: false, ReplayPace.RealTime, _time);
        using var cancellation = new CancellationTokenSource();
        camera.Open();
        await camera.ReadAsync(_frame, default);

        var read = camera.ReadAsync(_frame, cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Fact]
    public async Task Begins_again_when_it_is_looped_while_time_goes_on()
    {
        using var camera = new VideoFileCamera(
            _media.Video("rising.avi", frames: 2, framesPerSecond: 4), loop: true, ReplayPace.AsFastAsPossible, _time);
        var start = _time.GetUtcNow();
        camera.Open();

        Assert.Equal([20, 30, 20, 30, 20], await SomeAsync(camera, 5));
        Assert.Equal(start.AddSeconds(1), _frame.CapturedAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Goes_on_where_it_was_when_it_is_opened_again(bool loop)
    {
        var began = _time.GetUtcNow();
        using var camera = new VideoFileCamera(
            _media.Video("rising.avi", frames: 6), loop, ReplayPace.AsFastAsPossible, _time);
        camera.Open();
        Assert.Equal([20, 30], await SomeAsync(camera, 2));

        camera.Close();
        _time.Advance(TimeSpan.FromSeconds(30));
        camera.Open();

        Assert.Equal([40, 50], await SomeAsync(camera, 2));
        Assert.Equal(began.AddMilliseconds(300), _frame.CapturedAt);
    }

    [Fact]
    public async Task Stays_at_the_end_when_it_is_opened_again_after_it()
    {
        using var camera = Fast(_media.Video("rising.avi", frames: 2));
        camera.Open();
        await RestAsync(camera);

        camera.Close();
        camera.Open();

        Assert.False(await camera.ReadAsync(_frame, default));
    }

    [Fact]
    public async Task Ends_with_the_last_good_picture_of_a_file_cut_short()
    {
        using var camera = Fast(_media.CutShort(_media.Video("rising.avi", frames: 20), 0.8));
        camera.Open();

        var pictures = await RestAsync(camera);

        Assert.InRange(pictures.Count, 3, 18);
        Assert.Equal(Enumerable.Range(0, pictures.Count).Select(i => 20 + (10 * i)), pictures);
    }

    [Fact]
    public async Task Loops_over_the_good_pictures_of_a_file_cut_short()
    {
        var path = _media.CutShort(_media.Video("rising.avi", frames: 20), 0.8);
        using var camera = new VideoFileCamera(path, loop: true, ReplayPace.AsFastAsPossible, _time);
        camera.Open();

        var pictures = await SomeAsync(camera, 40);

        Assert.True(pictures.Count(brightness => brightness == 20) >= 2);
    }

    [Fact]
    public void Says_when_the_file_is_missing()
    {
        using var camera = Fast(_media.File("missing.mp4"));

        var failure = Assert.Throws<SensorException>(camera.Open);

        Assert.Equal(
            $"There is no video file '{_media.File("missing.mp4")}'; give the path of one that exists.",
            failure.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no video")]
    public void Says_when_the_file_is_no_video(string content)
    {
        File.WriteAllText(_media.File("text.mp4"), content);
        using var camera = Fast(_media.File("text.mp4"));

        var failure = Assert.Throws<SensorException>(camera.Open);

        Assert.Contains("holds no picture that can be read (ffmpeg: ", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Says_when_a_file_was_cut_before_its_index()
    {
        var path = _media.CutShort(_media.Video("rising.mp4", frames: 12), 0.5);
        using var camera = Fast(path);

        Assert.Throws<SensorException>(camera.Open);
    }

    [Theory]
    [InlineData("63x47", 62, 46)]
    [InlineData("64x48", 64, 48)]
    public async Task Gives_pictures_of_the_files_own_size_to_an_even_number(string size, int width, int height)
    {
        using var camera = Fast(_media.Video("rising.avi", frames: 2, size: size));
        camera.Open();

        Assert.True(await camera.ReadAsync(_frame, default));

        Assert.Equal((width, height), (_frame.Image.Width, _frame.Image.Height));
    }

    [Fact]
    public async Task Turns_a_video_that_was_taken_upright()
    {
        using var camera = Fast(_media.Turned(_media.Video("lying.mp4", frames: 2), "upright.mp4"));
        camera.Open();

        Assert.True(await camera.ReadAsync(_frame, default));

        Assert.Equal((48, 64), (_frame.Image.Width, _frame.Image.Height));
    }

    [Fact]
    public async Task Gives_the_colours_of_the_file()
    {
        using var camera = Fast(_media.Video("blue.avi", frames: 1, source: "color=0x4060C0"));
        camera.Open();

        Assert.True(await camera.ReadAsync(_frame, default));

        var colour = Cv2.Mean(_frame.Image);
        Assert.Equal(0xC0, colour.Val0, 6.0);
        Assert.Equal(0x60, colour.Val1, 6.0);
        Assert.Equal(0x40, colour.Val2, 6.0);
    }

    [Fact]
    public async Task Holds_no_file_open_while_it_is_closed()
    {
        var path = _media.Video("rising.avi", frames: 20, size: "640x480"); // more than a pipe holds
        using var camera = Fast(path);
        Assert.DoesNotContain(path, OpenFiles());

        camera.Open();
        await camera.ReadAsync(_frame, default);
        Assert.Contains(path, OpenFiles());
        camera.Close();

        Assert.DoesNotContain(path, OpenFiles());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await camera.ReadAsync(_frame, default));
    }

    [Fact]
    public async Task Allocates_nothing_for_a_picture()
    {
        using var camera = new VideoFileCamera(
            _media.Video("rising.avi", frames: 130), loop: false, ReplayPace.AsFastAsPossible, _time);
        camera.Open();
        for (var i = 0; i < 25; i++)
        {
            await camera.ReadAsync(_frame, default);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            await camera.ReadAsync(_frame, default);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>What this process and every ffmpeg hold open.</summary>
    private static List<string?> OpenFiles()
    {
        var files = new List<string?>();
        foreach (var process in Process.GetProcessesByName("ffmpeg").Append(Process.GetCurrentProcess()))
        {
            using (process)
            {
                try
                {
                    files.AddRange(Directory.GetFiles($"/proc/{process.Id}/fd").Select(file => new FileInfo(file).LinkTarget));
                }
                catch (IOException)
                {
                    // It ended meanwhile.
                }
            }
        }
        return files;
    }

    private VideoFileCamera Fast(string path) => new(path, loop: false, ReplayPace.AsFastAsPossible, _time);

    private Task<List<int>> RestAsync(VideoFileCamera camera) => SomeAsync(camera, int.MaxValue);

    /// <summary>The brightness of the next pictures, to the nearest ten.</summary>
    private async Task<List<int>> SomeAsync(VideoFileCamera camera, int count)
    {
        var brightness = new List<int>();
        while (brightness.Count < count && await camera.ReadAsync(_frame, default))
        {
            brightness.Add((int)Math.Round(Cv2.Mean(_frame.Image).Val0 / 10) * 10);
        }
        return brightness;
    }
}
