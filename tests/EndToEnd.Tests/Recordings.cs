using System.Buffers.Binary;

namespace EndToEnd.Tests;

/// <summary>Files for the place of camera and microphone.</summary>
internal static class Recordings
{
    internal const int Width = 640;
    internal const int Height = 480;
    private const int SampleRateHz = 16_000;

    /// <summary>A folder with one grey picture.</summary>
    internal static string GreyPictures(DirectoryInfo folder)
    {
        var pictures = folder.CreateSubdirectory("pictures").FullName;
        var pixels = new byte[Width * Height * 3];
        Array.Fill(pixels, (byte)128);
        WriteBitmap(Path.Combine(pictures, "0.bmp"), pixels);
        return pictures;
    }

    /// <summary>Ten seconds of silence.</summary>
    internal static string Silence(DirectoryInfo folder)
    {
        var path = Path.Combine(folder.FullName, "sound.wav");
        WriteSound(path, new short[10 * SampleRateHz]);
        return path;
    }

    /// <summary>Writes a 24-bit BMP, which holds the pixels as they are.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bgr">Rows from the top, blue, green and red of each pixel.</param>
    internal static void WriteBitmap(string path, ReadOnlySpan<byte> bgr)
    {
        const int HeaderBytes = 54;
        var file = new byte[HeaderBytes + bgr.Length];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40); // size of the second header
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), -Height); // from the top
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        bgr.CopyTo(file.AsSpan(HeaderBytes));
        File.WriteAllBytes(path, file);
    }

    /// <summary>Writes a WAV of 16-bit mono samples at the pipeline's own rate.</summary>
    internal static void WriteSound(string path, ReadOnlySpan<short> samples)
    {
        using var file = new BinaryWriter(File.Create(path));
        var bytes = samples.Length * sizeof(short);
        file.Write("RIFF"u8);
        file.Write(36 + bytes);
        file.Write("WAVEfmt "u8);
        file.Write(16);
        file.Write((short)1); // PCM
        file.Write((short)1); // channels
        file.Write(SampleRateHz);
        file.Write(SampleRateHz * sizeof(short));
        file.Write((short)sizeof(short));
        file.Write((short)16);
        file.Write("data"u8);
        file.Write(bytes);
        file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples));
    }
}
