using Kiosk.Edge.Sensing;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class SoundFileMicrophoneTests : IDisposable
{
    private readonly MediaFolder _media = new();
    private readonly FakeTimeProvider _time = new();
    private readonly AudioBlock _block = new();

    public void Dispose()
    {
        _media.Dispose();
        _block.Dispose();
    }

    [Fact]
    public async Task Gives_blocks_without_a_gap_and_fills_up_the_last_with_silence()
    {
        using var microphone = Fast(_media.Sound("a.wav", seconds: 0.05)); // 800 samples
        microphone.Open();

        Assert.True(await microphone.ReadAsync(_block, default));
        Assert.Equal(511 / 32_000f, _block.Samples[^1], 1e-4f);
        Assert.True(await microphone.ReadAsync(_block, default));
        Assert.Equal(799 / 32_000f, _block.Samples[287], 1e-4f);
        Assert.True(_block.Samples[288..].IndexOfAnyExcept(0f) < 0);
        Assert.False(await microphone.ReadAsync(_block, default));
    }

    [Fact]
    public async Task Stamps_a_block_with_the_time_of_its_last_sample()
    {
        using var microphone = Fast(_media.Sound("a.wav", seconds: 1));
        var start = _time.GetUtcNow();
        microphone.Open();

        await microphone.ReadAsync(_block, default);
        Assert.Equal(start.AddMilliseconds(32), _block.CapturedAt);
        await microphone.ReadAsync(_block, default);
        Assert.Equal(start.AddMilliseconds(64), _block.CapturedAt);
    }

    [Fact]
    public async Task Gives_a_block_when_it_is_due_and_no_sooner()
    {
        using var microphone = new SoundFileMicrophone(
            _media.Sound("a.wav", seconds: 1), loop: false, ReplayPace.RealTime, _time);
        microphone.Open();

        var first = microphone.ReadAsync(_block, default).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(31));
        Assert.False(first.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(await first);
        Assert.Equal(_time.GetUtcNow(), _block.CapturedAt);
    }

    [Fact]
    public async Task Begins_again_within_a_block_when_it_is_looped()
    {
        using var microphone = new SoundFileMicrophone(
            _media.Sound("a.wav", seconds: 0.05), loop: true, ReplayPace.AsFastAsPossible, _time);
        microphone.Open();

        await microphone.ReadAsync(_block, default);
        Assert.True(await microphone.ReadAsync(_block, default));

        Assert.Equal(799 / 32_000f, _block.Samples[287], 1e-4f);
        Assert.Equal(0f, _block.Samples[288], 1e-4f);
        Assert.Equal(223 / 32_000f, _block.Samples[511], 1e-4f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Goes_on_where_it_was_when_it_is_opened_again(bool loop)
    {
        var began = _time.GetUtcNow();
        using var microphone = new SoundFileMicrophone(
            _media.Sound("a.wav", seconds: 0.5), loop, ReplayPace.AsFastAsPossible, _time);
        microphone.Open();
        await microphone.ReadAsync(_block, default);
        Assert.True(_block.FollowsGap);
        await microphone.ReadAsync(_block, default);
        Assert.False(_block.FollowsGap);

        microphone.Close();
        _time.Advance(TimeSpan.FromSeconds(30));
        microphone.Open();
        await microphone.ReadAsync(_block, default);

        Assert.True(_block.FollowsGap);
        Assert.Equal(1024 / 32_000f, _block.Samples[0], 1e-4f);
        Assert.Equal(began.AddMilliseconds(96), _block.CapturedAt);
    }

    [Fact]
    public async Task Stays_at_the_end_when_it_is_opened_again_after_it()
    {
        using var microphone = Fast(_media.Sound("a.wav", seconds: 0.032));
        microphone.Open();
        Assert.True(await microphone.ReadAsync(_block, default));

        microphone.Close();
        microphone.Open();

        Assert.False(await microphone.ReadAsync(_block, default));
    }

    [Fact]
    public async Task Refuses_to_be_read_while_it_is_closed()
    {
        using var microphone = Fast(_media.Sound("a.wav", seconds: 0.1));
        microphone.Open();
        microphone.Close();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await microphone.ReadAsync(_block, default));
    }

    [Fact]
    public async Task Allocates_nothing_for_a_block()
    {
        using var microphone = Fast(_media.Sound("a.wav", seconds: 10));
        microphone.Open();
        for (var i = 0; i < 50; i++)
        {
            await microphone.ReadAsync(_block, default);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
        {
            await microphone.ReadAsync(_block, default);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private SoundFileMicrophone Fast(string path) => new(path, loop: false, ReplayPace.AsFastAsPossible, _time);
}
