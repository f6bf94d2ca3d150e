using System.Diagnostics;
using OpenCvSharp;

namespace Bindings.OpenCvSharp4.Tests;

public sealed class VideoCaptureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencv-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("clip.avi", "mjpeg")]
    [InlineData("clip.mp4", "mpeg4")]
    public void Reads_every_frame_in_its_colour_and_then_no_more(string name, string codec)
    {
        using var capture = new VideoCapture(RedThenBlue(name, codec), VideoCaptureAPIs.FFMPEG);
        using var frame = new Mat();
        var colours = new List<string>();

        Assert.True(capture.IsOpened());
        Assert.Equal(10, capture.Fps, tolerance: 0.01);
        Assert.Equal((64, 48, 20), (capture.FrameWidth, capture.FrameHeight, capture.FrameCount));
        while (capture.Read(frame))
        {
            colours.Add(Cv2.Mean(frame) switch
            {
                { Val2: > 200, Val0: < 60 } => "red",
                { Val0: > 200, Val2: < 60 } => "blue",
                var other => $"{other}",
            });
        }

        Assert.Equal([.. Enumerable.Repeat("red", 10), .. Enumerable.Repeat("blue", 10)], colours);
        Assert.False(capture.Read(frame));
    }

    [Fact]
    public void Goes_to_the_frame_it_is_told()
    {
        using var capture = new VideoCapture(RedThenBlue("clip.avi", "mjpeg"));
        using var frame = new Mat();

        capture.PosFrames = 12;
        Assert.True(capture.Read(frame));

        Assert.True(Cv2.Mean(frame).Val0 > 200);
        Assert.Equal(13, capture.PosFrames);
    }

    [Fact]
    public void Grabs_now_and_decodes_later()
    {
        using var capture = new VideoCapture(RedThenBlue("clip.avi", "mjpeg"));
        using var frame = new Mat();

        Assert.True(capture.Grab());
        Assert.True(capture.Retrieve(frame));

        Assert.Equal(new Size(64, 48), frame.Size());
    }

    [Fact]
    public void Ends_early_when_the_file_does()
    {
        var path = RedThenBlue("clip.avi", "mjpeg");
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length * 2 / 3);
        }
        using var capture = new VideoCapture(path);
        using var frame = new Mat();
        var frames = 0;
        while (capture.Read(frame))
        {
            frames++;
        }

        Assert.InRange(frames, 5, 16);
    }

    [Fact]
    public void Is_not_open_when_the_file_is_missing_or_no_video()
    {
        var text = Path.Combine(_folder.FullName, "text.mp4");
        File.WriteAllText(text, "this is no video");

        using var none = new VideoCapture(text, VideoCaptureAPIs.FFMPEG);
        using var missing = new VideoCapture(Path.Combine(_folder.FullName, "missing.mp4"), VideoCaptureAPIs.FFMPEG);
        using var frame = new Mat();

        Assert.False(none.IsOpened());
        Assert.False(missing.IsOpened());
        Assert.False(missing.Read(frame));
        Assert.True(frame.Empty());
    }

    [Fact]
    public void Can_be_opened_again_after_release()
    {
        var path = RedThenBlue("clip.avi", "mjpeg");
        using var capture = new VideoCapture();
        using var frame = new Mat();

        Assert.True(capture.Open(path));
        capture.Release();
        Assert.False(capture.IsOpened());
        Assert.True(capture.Open(path));

        Assert.True(capture.Read(frame));
    }

    [Fact]
    public void Refuses_to_be_used_after_disposal()
    {
        var capture = new VideoCapture();
        using var frame = new Mat();
        capture.Dispose();

        Assert.Throws<ObjectDisposedException>(() => capture.Read(frame));
    }

    /// <summary>One second of red and one of blue, 64×48 at 10 frames a second.</summary>
    private string RedThenBlue(string name, string codec)
    {
        var path = Path.Combine(_folder.FullName, name);
        string[] arguments =
        [
            "-nostdin", "-loglevel", "error",
            "-f", "lavfi", "-i", "color=red:s=64x48:r=10:d=1",
            "-f", "lavfi", "-i", "color=blue:s=64x48:r=10:d=1",
            "-filter_complex", "concat", "-c:v", codec, "-q:v", "2", path,
        ];
        using var ffmpeg = Process.Start("ffmpeg", arguments);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return path;
    }
}
