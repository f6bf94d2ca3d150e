using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Kiosk.Edge.Demo;
using OpenCvSharp;

namespace EndToEnd.Tests;

/// <summary>Pixels, samples and words that are nowhere else in the world, and the shapes in which they could leave the
/// worker: as they are, as grey, as float samples, in base64, in hexadecimal, in UTF-16.</summary>
internal static class Canary
{
    /// <summary>What the customer types.</summary>
    internal const string Words = "canary words 카나리아 1f0c";

    /// <summary>Four pixels, blue, green and red each.</summary>
    private static readonly byte[] Pixels = [.. "CaNaRyPiXeL5"u8];

    /// <summary>Six samples, 16 bit each.</summary>
    private static readonly short[] Samples = [.. MemoryMarshal.Cast<byte, short>("CaNaRy50uNd5"u8)];

    /// <summary>A folder with one picture: a displeased face, framed by the canary.</summary>
    internal static string Pictures(DirectoryInfo folder)
    {
        using var renderer = new FaceRenderer();
        using var picture = new Mat();
        renderer.Draw(Face.Displeased, tilt: 0, Vector2.Zero, picture);
        var pixels = picture.AsSpan<byte>();
        const int RowBytes = 3 * Recordings.Width;
        for (var i = 0; i < pixels.Length; i++)
        {
            var (row, column) = (i / RowBytes, i % RowBytes);
            if (row < 40 || column is < 300 or >= RowBytes - 300)
            {
                pixels[i] = Pixels[i % Pixels.Length];
            }
        }

        var pictures = folder.CreateSubdirectory("pictures").FullName;
        Recordings.WriteBitmap(Path.Combine(pictures, "0.bmp"), pixels);
        return pictures;
    }

    /// <summary>A second of the canary, which sounds like a buzzer; the worker plays it again and again.</summary>
    internal static string Sound(DirectoryInfo folder)
    {
        var path = Path.Combine(folder.FullName, "sound.wav");
        Recordings.WriteSound(path, [.. Enumerable.Range(0, 16_000).Select(i => Samples[i % Samples.Length])]);
        return path;
    }

    /// <summary>The canaries that are in some bytes.</summary>
    internal static IEnumerable<string> In(ReadOnlySpan<byte> bytes)
    {
        var found = new List<string>();
        foreach (var (name, shape) in Shapes)
        {
            if (bytes.IndexOf(shape) >= 0)
            {
                found.Add(name);
            }
        }

        return found;
    }

    private static List<(string Name, byte[] Bytes)> Shapes { get; } =
    [
        .. ShapesOf("pixels", Pixels, period: true),
        ("grey pixels", Repeated([.. Pixels.Chunk(3).Select(Grey)])),
        .. ShapesOf("samples", MemoryMarshal.AsBytes<short>(Samples).ToArray(), period: true),
        .. ShapesOf(
            "float samples",
            MemoryMarshal.AsBytes<float>(Samples.Select(sample => sample / 32_768f).ToArray()).ToArray(),
            period: true),
        .. ShapesOf("words", Encoding.UTF8.GetBytes(Words), period: false),
        ("words in UTF-16", Encoding.Unicode.GetBytes(Words)),
        ("words in escaped JSON", Encoding.UTF8.GetBytes("canary words \\uCE74")),
        ("a JPEG picture", [0xFF, 0xD8, 0xFF, 0xE0]),
        ("a bare JPEG picture", [0xFF, 0xD8, 0xFF, 0xDB]),
        ("a PNG picture", [0x89, .. "PNG\r\n"u8]),
    ];

    /// <summary>OpenCV's grey.</summary>
    private static byte Grey(byte[] bgr) => (byte)Math.Round((0.114 * bgr[0]) + (0.587 * bgr[1]) + (0.299 * bgr[2]));

    private static byte[] Repeated(byte[] once) => [.. once, .. once, .. once, .. once];

    private static IEnumerable<(string Name, byte[] Bytes)> ShapesOf(string name, byte[] secret, bool period)
    {
        yield return (name, secret);
        yield return ($"{name} in hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexString(secret)));
        yield return ($"{name} in small hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)));
        for (var shift = 0; shift < 3; shift++)
        {
            // Base64 takes three bytes at a time, and the secret may begin at any of them.
            var rotated = period ? secret[shift..].Concat(secret[..shift]).ToArray() : secret[shift..];
            var whole = rotated[..(rotated.Length / 3 * 3)];
            yield return ($"{name} in base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(whole)));
        }
    }
}
