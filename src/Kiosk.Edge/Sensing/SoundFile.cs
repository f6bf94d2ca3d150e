using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Kiosk.Edge.Sensing;

/// <summary>The sound of any file that ffmpeg can decode, as the pipeline's samples: mono, 16 kHz, −1..1.</summary>
/// <remarks>ffmpeg decodes in a process of its own, because a codec that is fed a broken file may crash. It ends with
/// <see cref="Dispose"/>, or when nobody reads its pipe any more.</remarks>
internal sealed class SoundFile : IDisposable
{
    private readonly string _path;
    private readonly Process _ffmpeg;
    private readonly Stream _pipe;
    private readonly byte[] _bytes = new byte[16 * AudioBlock.Length * sizeof(float)];
    private readonly TaskCompletionSource<string?> _complaint = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        _ffmpeg = Start(Path.GetFullPath(path), from);
        _pipe = _ffmpeg.StandardOutput.BaseStream;
        _ffmpeg.ErrorDataReceived += (_, line) => _complaint.TrySetResult(line.Data); // null at the end: no complaint
        _ffmpeg.BeginErrorReadLine();
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
        _ffmpeg.Kill();
        _ffmpeg.WaitForExit();
        _ffmpeg.Dispose();
        Array.Clear(_bytes);
    }

    private static Process Start(string path, TimeSpan from)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-loglevel", "error",
            "-xerror", // a decoding error ends it, with an exit status
            "-protocol_whitelist", "file", // a playlist must not fetch anything
            "-ss", from.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture), "-i", path,
            "-map", "0:a:0", "-ac", "1", "-ar", AudioBlock.SampleRateHz.ToString(CultureInfo.InvariantCulture),
            "-f", "f32le", "pipe:1",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        try
        {
            return Process.Start(start) ?? throw new UnreachableException("Only shell execution can start nothing.");
        }
        catch (Win32Exception e)
        {
            throw new SensorException(
                "Sound files are decoded by ffmpeg, which can't be started; run 'sudo apt-get install ffmpeg'.", e);
        }
    }

    /// <summary>Takes the pipe's next bytes; none at the end of a whole file.</summary>
    private void Fill()
    {
        (_start, _end) = (0, 0);
        do
        {
            var count = _pipe.Read(_bytes, _end, _bytes.Length - _end);
            if (count == 0)
            {
                ThrowIfFailed();
                return;
            }
            _end += count;
        }
        while (_end % sizeof(float) != 0);
    }

    private void ThrowIfFailed()
    {
        _ffmpeg.WaitForExit();
        if (_ffmpeg.ExitCode != 0)
        {
            var complaint = _complaint.Task.IsCompletedSuccessfully ? _complaint.Task.Result : null;
            throw new SensorException(
                $"The sound file '{_path}' is damaged, cut short or no sound; record it again or convert it " +
                $"(ffmpeg: {complaint ?? $"exit status {_ffmpeg.ExitCode}"}).");
        }
    }
}
