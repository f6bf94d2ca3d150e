using System.Buffers.Binary;

namespace Kiosk.Edge.Sensing;

/// <summary>A microphone of ALSA, of any rate and number of channels: the channels' mean, brought to 16 kHz here, because
/// ALSA's own converter lets high tones through as low ones.</summary>
/// <param name="device">ALSA's name, such as <c>default</c> or <c>plughw:CARD=Device</c>.</param>
/// <param name="time">The clock.</param>
internal sealed class AlsaMicrophone(string device, TimeProvider time) : IMicrophone
{
    /// <summary>What settings put before the device's name.</summary>
    public const string Prefix = "alsa:";

    private const int PreferredRateHz = 48_000;

    /// <summary>How long the kernel keeps sound for a reader that is late, µs: longer and a late reader would hear old
    /// sound, shorter and it would lose some.</summary>
    private const uint BufferMicroseconds = 250_000;

    private const int LowestRateHz = 8_000;
    private const int HighestRateHz = 192_000;

    /// <summary>How often a device that has nothing yet is asked: twice in a block.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(16);

    /// <summary>A device that has nothing for so long is gone, whatever it says.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly int[] Formats = [Alsa.Signed16, Alsa.Signed32];

    private Alsa.PcmHandle? _pcm;
    private Resampler? _resampler;
    private int _format;
    private int _channels;
    private byte[] _bytes = [];
    private float[] _mono = [];
    private float[] _ready = [];
    private int _readyCount;
    private bool _gap;

    public void Open()
    {
        if (_pcm is not null)
        {
            return;
        }

        Alsa.PcmHandle? pcm = null;
        try
        {
            Alsa.Silence();
            Check(Alsa.Open(out pcm, device, Alsa.Capture, Alsa.NonBlocking), "be opened");
            var rateHz = Configure(pcm);
            Check(Alsa.Start(pcm), "be started");
            var most = rateHz * AudioBlock.Length / AudioBlock.SampleRateHz;
            _resampler = new Resampler(rateHz, most);
            _mono = new float[most];
            _bytes = new byte[most * _channels * BytesPerSample];
            _ready = new float[AudioBlock.Length + _resampler.MaxOutput(most)];
            _readyCount = 0;
            _gap = true;
            _pcm = pcm;
            pcm = null;
        }
        catch (DllNotFoundException exception)
        {
            throw new SensorException(
                "Microphones are read by ALSA's library, which is missing; run 'sudo apt-get install libasound2'.", exception);
        }
        finally
        {
            pcm?.Dispose();
        }
    }

    public async ValueTask<bool> ReadAsync(AudioBlock block, CancellationToken cancellationToken)
    {
        if (_pcm is null)
        {
            throw new InvalidOperationException($"The microphone {device} is not open.");
        }

        var waitingSince = time.GetTimestamp();
        while (_readyCount < AudioBlock.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Hear())
            {
                waitingSince = time.GetTimestamp();
                continue;
            }

            if (time.GetElapsedTime(waitingSince) > Patience)
            {
                throw new SensorException($"The microphone {device} gives no sound any more; see that it is plugged in.");
            }

            await Task.Delay(AskAgain, time, cancellationToken);
        }

        _ready.AsSpan(0, AudioBlock.Length).CopyTo(block.Samples);
        _ready.AsSpan(AudioBlock.Length, _readyCount - AudioBlock.Length).CopyTo(_ready);
        _readyCount -= AudioBlock.Length;
        block.CapturedAt = time.GetUtcNow();
        block.FollowsGap = _gap;
        _gap = false;
        return true;
    }

    public void Close()
    {
        _pcm?.Dispose();
        _pcm = null;
        _resampler?.Clear();
        Array.Clear(_bytes);
        Array.Clear(_mono);
        Array.Clear(_ready);
        _readyCount = 0;
    }

    public void Dispose() => Close();

    /// <summary>The channels' mean, −1..1.</summary>
    /// <param name="frames">Interleaved little-endian samples, at least as many frames as <paramref name="mono"/>.</param>
    /// <param name="wide">32 bits a sample; else 16.</param>
    /// <param name="channels">Samples in a frame.</param>
    /// <param name="mono">One sample a frame.</param>
    internal static void Mix(ReadOnlySpan<byte> frames, bool wide, int channels, Span<float> mono)
    {
        var size = wide ? sizeof(int) : sizeof(short);
        var scale = -1f / (channels * (float)(wide ? int.MinValue : short.MinValue));
        for (var frame = 0; frame < mono.Length; frame++)
        {
            var sum = 0f;
            for (var channel = 0; channel < channels; channel++)
            {
                var sample = frames[(((frame * channels) + channel) * size)..];
                sum += wide
                    ? BinaryPrimitives.ReadInt32LittleEndian(sample)
                    : BinaryPrimitives.ReadInt16LittleEndian(sample);
            }

            mono[frame] = sum * scale;
        }
    }

    private int BytesPerSample => _format == Alsa.Signed16 ? sizeof(short) : sizeof(int);

    /// <summary>Sets the device to something it can do that is closest to what is wanted.</summary>
    /// <returns>Its rate, Hz.</returns>
    private int Configure(Alsa.PcmHandle pcm)
    {
        Check(Alsa.NewSettings(out var settings), "be set");
        try
        {
            Check(Alsa.AnySettings(pcm, settings), "be set");
            Check(Alsa.SetResampling(pcm, settings, 0), "be set to its own rate");
            Check(Alsa.SetAccess(pcm, settings, Alsa.Interleaved), "be set to interleaved channels");
            _format = Array.Find(Formats, format => Alsa.SetFormat(pcm, settings, format) == 0);
            if (_format == 0)
            {
                throw new SensorException(
                    $"The microphone {device} gives no 16- or 32-bit samples; set Sensing:Microphone to "
                    + $"'{Prefix}plug{device}', which converts.");
            }

            var (channels, rateHz, buffer) = (1u, (uint)PreferredRateHz, BufferMicroseconds);
            Check(Alsa.SetChannelsNear(pcm, settings, ref channels), "be set to a number of channels");
            Check(Alsa.SetRateNear(pcm, settings, ref rateHz, 0), "be set to a rate");
            Check(Alsa.SetBufferTimeNear(pcm, settings, ref buffer, 0), "be set to a buffer");
            Check(Alsa.Apply(pcm, settings), "be set");
            _channels = (int)channels;
            return rateHz is >= LowestRateHz and <= HighestRateHz
                ? (int)rateHz
                : throw new SensorException($"The microphone {device} has a rate of {rateHz} Hz; use one of 8 to 192 kHz.");
        }
        finally
        {
            Alsa.FreeSettings(settings);
        }
    }

    /// <summary>Takes what the device has, a block at the most.</summary>
    /// <returns>False when it has nothing yet.</returns>
    private bool Hear()
    {
        var pcm = _pcm!; // open: reading begins with a look
        var frames = Alsa.Read(pcm, _bytes, _mono.Length);
        switch (frames)
        {
            case 0 or Alsa.TryAgain:
                return false;
            case Alsa.Overrun:
                Check(Alsa.Recover(pcm, Alsa.Overrun, silent: 1), "go on after an overrun");
                Check(Alsa.Start(pcm), "go on after an overrun");
                _resampler!.Clear(); // made together with the handle
                _readyCount = 0;
                _gap = true;
                return false;
            case < 0:
                throw new SensorException(
                    $"The microphone {device} can't be read ({Alsa.Text((int)frames)}); see that it is plugged in.");
            default:
                Mix(_bytes, _format == Alsa.Signed32, _channels, _mono.AsSpan(0, (int)frames));
                _readyCount += _resampler!.Process(_mono.AsSpan(0, (int)frames), _ready.AsSpan(_readyCount));
                return true;
        }
    }

    private void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new SensorException(
                $"The microphone {device} can't {what} ({Alsa.Text(result)}); 'arecord -L' lists those there are, and this "
                + "user must be in the group 'audio'.");
        }
    }
}
