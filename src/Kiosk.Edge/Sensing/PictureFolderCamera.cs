using OpenCvSharp;

namespace Kiosk.Edge.Sensing;

/// <summary>A folder of pictures in a camera's place, in the order of their names. Pictures that can't be read are
/// passed over.</summary>
/// <remarks>Meant for tests and field reproduction: decoding a picture allocates, other than a video's frames.</remarks>
internal sealed class PictureFolderCamera(
    string path, double framesPerSecond, bool loop, ReplayPace pace, TimeProvider time) : ICamera
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>Of a larger file only this much is read, so that it counts as cut short.</summary>
    private const int MaxBytes = 64 << 20;

    private readonly ReplayClock _clock = new(pace, time);
    private bool _open;
    private string[] _files = [];
    private byte[] _bytes = [];
    private long _frames;
    private int _next;
    private int _unreadableInARow;

    public void Open()
    {
        if (_open)
        {
            return;
        }
        if (!Directory.Exists(path))
        {
            throw new SensorException($"There is no folder of pictures '{path}'; give the path of one that exists.");
        }
        if (_files.Length == 0)
        {
            _files = [.. Directory.EnumerateFiles(path)
                .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)];
        }
        if (_files.Length == 0)
        {
            throw new SensorException(
                $"The folder '{path}' holds no picture; put {string.Join(", ", Extensions)} files into it.");
        }
        _open = true;
        _clock.Start(Position);
    }

    public ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken)
    {
        if (!_open)
        {
            throw new InvalidOperationException($"The folder '{path}' is not open.");
        }
        var due = _clock.WaitAsync(Position, cancellationToken);
        return due.IsCompletedSuccessfully ? new(Read(frame)) : ReadLaterAsync(due, frame);
    }

    public void Close()
    {
        Array.Clear(_bytes);
        _open = false;
    }

    public void Dispose() => Close();

    /// <summary>When the next picture is due.</summary>
    private TimeSpan Position => TimeSpan.FromSeconds(_frames / framesPerSecond);

    private async ValueTask<bool> ReadLaterAsync(Task due, VideoFrame frame)
    {
        await due;
        return Read(frame);
    }

    private bool Read(VideoFrame frame)
    {
        while (NextFile() is { } file)
        {
            if (Decode(file, frame.Image))
            {
                _unreadableInARow = 0;
                frame.CapturedAt = _clock.CapturedAt(Position);
                _frames++;
                return true;
            }
            _unreadableInARow++;
            if (_unreadableInARow == _files.Length)
            {
                _unreadableInARow = 0; // the next attempt is another
                throw new SensorException(
                    $"None of the {_files.Length} pictures in '{path}' can be read; replace them with whole pictures.");
            }
        }
        return false;
    }

    private string? NextFile()
    {
        if (_next == _files.Length && loop)
        {
            _next = 0;
        }
        return _next < _files.Length ? _files[_next++] : null;
    }

    private bool Decode(string file, Mat image)
    {
        try
        {
            return PictureFile.TryDecode(Load(file), image);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The file's bytes, in a buffer that grows to the largest picture.</summary>
    private ReadOnlySpan<byte> Load(string file)
    {
        using var handle = File.OpenHandle(file);
        var length = (int)Math.Min(RandomAccess.GetLength(handle), MaxBytes);
        if (_bytes.Length < length)
        {
            Array.Clear(_bytes);
            _bytes = new byte[length];
        }
        var bytes = _bytes.AsSpan(0, length);
        return bytes[..RandomAccess.Read(handle, bytes, fileOffset: 0)];
    }
}
