using System.Diagnostics;

namespace Bindings.OpenCvSharp4.Tests;

/// <summary>Picture files made by ffmpeg for one test.</summary>
internal sealed class PictureFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencv-");

    /// <summary>A file of these pixels, BGR; the name says in which format.</summary>
    public byte[] Bytes(string name, byte[] pixels, int width)
    {
        var raw = Path.Combine(_folder.FullName, name + ".raw");
        File.WriteAllBytes(raw, pixels);
        var path = Path.Combine(_folder.FullName, name);
        string[] arguments =
        [
            "-nostdin", "-loglevel", "error",
            "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", $"{width}x{pixels.Length / width / 3}", "-i", raw,
            "-frames:v", "1", "-q:v", "2", path,
        ];
        using var ffmpeg = Process.Start("ffmpeg", arguments);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return File.ReadAllBytes(path);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
