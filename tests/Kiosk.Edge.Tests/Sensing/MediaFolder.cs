using System.Diagnostics;

namespace Kiosk.Edge.Tests.Sensing;

/// <summary>A folder of recordings made by ffmpeg for one test.</summary>
internal sealed class MediaFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carekiosk-");

    public string Root => _folder.FullName;

    public string File(string name) => Path.Combine(Root, name);

    /// <summary>Pictures whose brightness rises by 10 with every picture, from 20; or a source of ffmpeg's own.</summary>
    public string Video(
        string name, int frames, int framesPerSecond = 10, string size = "64x48", string? source = null) => Make(
        name,
        "-f", "lavfi", "-i", $"{source ?? "color=black"}:s={size}:r={framesPerSecond}",
        "-vf", source is null ? "format=rgb24,geq=r='20+10*N':g='20+10*N':b='20+10*N'" : "null",
        "-frames:v", $"{frames}", "-c:v", "mjpeg", "-q:v", "1", "-pix_fmt", "yuvj420p");

    /// <summary>The same video, whose file says that it is to be shown turned by a quarter.</summary>
    public string Turned(string path, string name) => Make(
        name, "-i", path, "-c", "copy", "-metadata:s:v:0", "rotate=90");

    /// <summary>One picture of that brightness, its points in one of ffmpeg's formats.</summary>
    public string Picture(string name, int brightness, string size = "64x48", string pixels = "rgb24") => Make(
        name,
        "-f", "lavfi", "-i", "color=black:s=64x48",
        "-vf", $"format=rgb24,geq=r={brightness}:g={brightness}:b={brightness},format={pixels}",
        "-s", size, "-frames:v", "1");

    /// <summary>A picture as cameras compress it, with the standard's own Huffman tables.</summary>
    public byte[] CameraJpeg(string pixels, int width, int height) => System.IO.File.ReadAllBytes(Make(
        $"{Guid.NewGuid():N}.jpg",
        "-f", "lavfi", "-i", "testsrc2=s=640x480", "-vf", $"scale={width}:{height}",
        "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", pixels, "-huffman", "default"));

    /// <summary>A sound; if no other wave is given (ffmpeg's aevalsrc), a sawtooth that rises from 0 to 0.5 in each second.
    /// </summary>
    public string Sound(string name, double seconds, int rateHz = 16_000, string wave = "mod(t\\,1)/2") => Make(
        name,
        "-f", "lavfi", "-i", FormattableString.Invariant($"aevalsrc={wave}:s={rateHz}:d={seconds}"));

    /// <summary>A wave file of 32-bit floats at 16 kHz, which hold what the other formats can't.</summary>
    public string Wave(string name, float[] samples, short channels = 1)
    {
        var path = File(name);
        var bytes = samples.Length * sizeof(float);
        using var wave = new BinaryWriter(System.IO.File.Create(path));
        wave.Write([.. "RIFF"u8]);
        wave.Write(36 + bytes);
        wave.Write([.. "WAVEfmt "u8]);
        wave.Write(16);
        wave.Write((short)3); // IEEE float
        wave.Write(channels);
        wave.Write(16_000);
        wave.Write(16_000 * channels * sizeof(float));
        wave.Write((short)(channels * sizeof(float)));
        wave.Write((short)32);
        wave.Write([.. "data"u8]);
        wave.Write(bytes);
        foreach (var sample in samples)
        {
            wave.Write(sample);
        }

        return path;
    }

    public string CutShort(string path, double share)
    {
        using var file = System.IO.File.OpenWrite(path);
        file.SetLength((long)(file.Length * share));
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Make(string name, params string[] arguments)
    {
        var path = File(name);
        using var ffmpeg = Process.Start("ffmpeg", ["-nostdin", "-loglevel", "error", .. arguments, path]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return path;
    }
}
