using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Kiosk.Edge.Sensing;

/// <summary>The sound of any file that ffmpeg can decode, as the pipeline's samples: mono, 16 kHz, −1..1.</summary>
internal sealed class SoundFile : IDisposable
{
    /// <summary>From here on a wave file's length is one that its writer did not know. Every program leaves its own: GStreamer
    /// this one (gstwavenc.c), espeak-ng 0x7FFFF000, arecord 0x7FFFFF00 (aplay.c), ffmpeg 0xFFFFFFFF.</summary>
    private const uint UnknownLength = 0x7FFF_0000;

    private readonly string _path;
    private readonly RecordingDecoder _decoder;
    private readonly byte[] _bytes = new byte[16 * AudioBlock.Length * sizeof(float)];
    private int _start;
    private int _end;

    /// <summary>Opens the file and decodes its first samples.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">How much of its beginning to leave out.</param>
    /// <exception cref="SensorException">It is missing, empty or can't be decoded, or ffmpeg is missing.</exception>
    public SoundFile(string path, TimeSpan from = default)
    {
        if (!File.Exists(path))
        {
            throw new SensorException($"There is no sound file '{path}'; give the path of one that exists.");
        }
        _path = path;
        // A decoding error ends it, with an exit status. To ffmpeg the end of a file that tells no length is one.
        string[] onError = HasUnknownLength(path) ? [] : ["-xerror"];
        _decoder = new RecordingDecoder(
            path,
            from,
            [
                .. onError,
                "-map", "0:a:0",
                "-ac", "1", "-rematrix_maxval", "1", // the mean of the channels; else floats come 3 dB louder, up to 1.4
                "-ar", AudioBlock.SampleRateHz.ToString(CultureInfo.InvariantCulture),
                "-f", "f32le",
            ]);
        try
        {
            Fill();
            // Left out from the beginning may be all there is: that is the end, and not an empty file.
            if (_end == 0 && from == TimeSpan.Zero)
            {
                throw new SensorException($"The sound file '{path}' holds no sound; record it again.");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All samples of a file.</summary>
    /// <exception cref="SensorException">As for opening and reading.</exception>
    public static float[] ReadAll(string path)
    {
        using var sound = new SoundFile(path);
        var samples = new List<float>();
        Span<float> part = stackalloc float[AudioBlock.Length];
        while (sound.Read(part) is var count and > 0)
        {
            samples.AddRange(part[..count]);
        }
        return [.. samples];
    }

    /// <summary>Fills the span as far as the file reaches.</summary>
    /// <returns>How many samples were written; fewer than asked for at the end, then 0.</returns>
    /// <exception cref="SensorException">The file is damaged or cut short behind what was read so far.</exception>
    public int Read(Span<float> samples)
    {
        var wanted = MemoryMarshal.AsBytes(samples);
        var written = 0;
        while (written < wanted.Length)
        {
            if (_start == _end)
            {
                Fill();
                if (_end == 0)
                {
                    break;
                }
            }
            var part = _bytes.AsSpan(_start, Math.Min(_end - _start, wanted.Length - written));
            part.CopyTo(wanted[written..]);
            _start += part.Length;
            written += part.Length;
        }
        return written / sizeof(float);
    }

    /// <summary>Ends ffmpeg and wipes the samples.</summary>
    public void Dispose()
    {
        _decoder.Dispose();
        Array.Clear(_bytes);
    }

    /// <summary>Takes the pipe's next bytes; none at the end of a whole file.</summary>
    private void Fill()
    {
        (_start, _end) = (0, 0);
        do
        {
            var count = _decoder.Output.Read(_bytes, _end, _bytes.Length - _end);
            if (count == 0)
            {
                ThrowIfFailed();
                return;
            }
            _end += count;
        }
        while (_end % sizeof(float) != 0);
    }

    /// <summary>Whether it is a wave file whose writer could not go back to write how long it became, as into a pipe: where
    /// it ends is all that is known. RF64 has its length elsewhere.</summary>
    private static bool HasUnknownLength(string path)
    {
        try
        {
            if (new FileInfo(path).Length == 0)
            {
                return false; // maybe a named pipe, from which ffmpeg has to get everything
            }

            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[12];
            if (!file.CanSeek || file.ReadAtLeast(head, 12, throwOnEndOfStream: false) < 12
                || !head.StartsWith("RIFF"u8) || !head.EndsWith("WAVE"u8))
            {
                return false;
            }

            head = head[..8];
            while (file.ReadAtLeast(head, 8, throwOnEndOfStream: false) == 8)
            {
                var length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
                if (head.StartsWith("data"u8))
                {
                    return length is 0 or >= UnknownLength;
                }

                file.Position += length + (long)(length & 1); // an odd one is followed by a byte
            }

            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // ffmpeg will say what is wrong with it
        }
    }

    private void ThrowIfFailed()
    {
        if (_decoder.Failure() is { } complaint)
        {
            throw new SensorException(
                $"The sound file '{_path}' can't be read to its end (ffmpeg: {complaint}); if it is damaged, cut short or no " +
                "sound, record it again or convert it.");
        }
    }
}
