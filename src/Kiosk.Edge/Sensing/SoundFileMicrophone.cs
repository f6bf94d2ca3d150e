namespace Kiosk.Edge.Sensing;

/// <summary>A sound file in a microphone's place. Opened again, it goes on where it was; the last block of a file that
/// is not looped is filled up with silence.</summary>
internal sealed class SoundFileMicrophone(string path, bool loop, ReplayPace pace, TimeProvider time) : IMicrophone
{
    private readonly ReplayClock _clock = new(pace, time);
    private SoundFile? _sound;
    private long _blocks;
    private long _samplesInPass;
    private bool _opened;

    public void Open()
    {
        if (_sound is not null)
        {
            return;
        }
        _sound = new SoundFile(path, Duration(_samplesInPass));
        _opened = true;
        _clock.Start(Duration(_blocks * AudioBlock.Length));
    }

    public ValueTask<bool> ReadAsync(AudioBlock block, CancellationToken cancellationToken)
    {
        if (_sound is null)
        {
            throw new InvalidOperationException($"The sound file '{path}' is not open.");
        }
        var due = _clock.WaitAsync(BlockEnd, cancellationToken);
        return due.IsCompletedSuccessfully ? new(Read(block)) : ReadLaterAsync(due, block);
    }

    public void Close()
    {
        _sound?.Dispose();
        _sound = null;
    }

    public void Dispose() => Close();

    /// <summary>When the next block is complete.</summary>
    private TimeSpan BlockEnd => Duration((_blocks + 1) * AudioBlock.Length);

    private static TimeSpan Duration(long samples) =>
        TimeSpan.FromTicks(samples * TimeSpan.TicksPerSecond / AudioBlock.SampleRateHz);

    private async ValueTask<bool> ReadLaterAsync(Task due, AudioBlock block)
    {
        await due;
        return Read(block);
    }

    private bool Read(AudioBlock block)
    {
        if (!Fill(block.Samples))
        {
            return false;
        }
        block.CapturedAt = _clock.CapturedAt(BlockEnd);
        block.FollowsGap = _opened; // what was said while it was closed is missing
        _opened = false;
        _blocks++;
        return true;
    }

    private bool Fill(Span<float> samples)
    {
        var count = Take(samples);
        while (loop && count < samples.Length)
        {
            Close();
            _sound = new SoundFile(path);
            _samplesInPass = 0;
            count += Take(samples[count..]);
        }
        samples[count..].Clear();
        return count > 0;
    }

    private int Take(Span<float> samples)
    {
        var count = _sound!.Read(samples); // open: reading begins with a look
        _samplesInPass += count;
        return count;
    }
}
