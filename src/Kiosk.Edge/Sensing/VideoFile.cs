using System.Buffers.Text;
using OpenCvSharp;

namespace Kiosk.Edge.Sensing;

/// <summary>The pictures of any file that ffmpeg can decode, at a constant rate, upright, and all of one size.</summary>
/// <remarks>They come through the pipe as YUV4MPEG2 (https://wiki.multimedia.cx/index.php/YUV4MPEG2), which states size
/// and rate and takes half the bytes of BGR.</remarks>
internal sealed class VideoFile : IDisposable
{
    /// <summary>Its first line and each picture's have less; both are our own ffmpeg's.</summary>
    private const int MaxLine = 256;

    /// <summary>A picture of 16 million points is more than any camera's in a kiosk.</summary>
    private const int MaxPixels = 1 << 24;

    private readonly RecordingDecoder _decoder;
    private readonly Mat _planes = new();
    private readonly byte[] _line = new byte[MaxLine];

    /// <summary>Opens the file and reads what it says of itself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">How much of its beginning to leave out.</param>
    /// <exception cref="SensorException">ffmpeg is missing, or the pictures are too large.</exception>
    public VideoFile(string path, TimeSpan from = default)
    {
        _decoder = new RecordingDecoder(
            path,
            from,
            // Even sizes, and the colours of standard definition, because that is what is converted below. A file that
            // is turned is turned back before this.
            "-map", "0:v:0", "-vf", "scale=w=trunc(iw/2)*2:h=trunc(ih/2)*2:out_color_matrix=bt601:out_range=tv",
            "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe");
        try
        {
            ReadHeader(path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Pictures a second; null when there is no picture.</summary>
    public double? FramesPerSecond { get; private set; }

    /// <summary>Why decoding ended before the file did; null when it did not.</summary>
    public string? Failure => _decoder.Failure();

    /// <summary>Writes the next picture, BGR.</summary>
    /// <returns>False behind the last whole picture.</returns>
    public bool Read(Mat image)
    {
        if (FramesPerSecond is null || ReadLine().IsEmpty || !Fill(_planes.AsSpan<byte>()))
        {
            return false;
        }

        Cv2.CvtColor(_planes, image, ColorConversionCodes.YUV2BGR_I420);
        return true;
    }

    /// <summary>Ends ffmpeg and wipes the picture.</summary>
    public void Dispose()
    {
        _decoder.Dispose();
        if (!_planes.Empty())
        {
            _planes.SetTo(Scalar.All(0));
        }

        _planes.Dispose();
    }

    /// <summary><c>YUV4MPEG2 W640 H480 F25:1 …</c></summary>
    private void ReadHeader(string path)
    {
        var (width, height, rate) = (0, 0, 0d);
        var line = ReadLine();
        if (line.IsEmpty)
        {
            return;
        }

        foreach (var range in line.Split((byte)' '))
        {
            var value = line[range] is [_, .. var rest] ? rest : [];
            switch ((char)line[range][0])
            {
                case 'W' when Utf8Parser.TryParse(value, out int number, out _):
                    width = number;
                    break;
                case 'H' when Utf8Parser.TryParse(value, out int number, out _):
                    height = number;
                    break;
                case 'F' when Utf8Parser.TryParse(value, out int over, out var length)
                    && Utf8Parser.TryParse(value[(length + 1)..], out int under, out _) && under > 0:
                    rate = (double)over / under;
                    break;
            }
        }

        if (width * (long)height > MaxPixels)
        {
            throw new SensorException(
                $"The pictures of the video '{path}' have {width}×{height} points, which is too large; convert it to a smaller size.");
        }

        FramesPerSecond = rate;
        _planes.Create(height * 3 / 2, width, MatType.CV_8UC1);
    }

    /// <summary>The next line without its end; empty at the end of the pipe.</summary>
    private ReadOnlySpan<byte> ReadLine()
    {
        for (var i = 0; i < MaxLine; i++)
        {
            if (_decoder.Output.Read(_line, i, 1) == 0)
            {
                return [];
            }

            if (_line[i] == (byte)'\n')
            {
                return _line.AsSpan(0, i);
            }
        }

        throw new InvalidDataException("ffmpeg does not write YUV4MPEG2.");
    }

    private bool Fill(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = _decoder.Output.Read(bytes);
            if (count == 0)
            {
                return false;
            }

            bytes = bytes[count..];
        }

        return true;
    }
}
