using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Tests.Fakes;

namespace Kiosk.Edge.Tests.Recognition;

/// <summary>With models for which a loud sample is speech: 0.5 or more.</summary>
public sealed class VoiceRecognizerTests : IDisposable
{
    private readonly ModelFolder _folder = new ModelFolder().WithVoice(0.1f, 0.1f, 0.1f, 0.6f, 0.1f);
    private readonly VoiceRecognizer _recognizer;
    private readonly AudioBlock _block = new();
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public VoiceRecognizerTests() => _recognizer = new VoiceRecognizer(_folder.Store());

    public void Dispose()
    {
        _recognizer.Dispose();
        _block.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Speech_is_read_about_once_a_second()
    {
        var readings = Hear(blocks: 310, 0.7f);

        Assert.Equal(10, readings.Count);
        Assert.All(readings.Zip(readings.Skip(1)), pair =>
            Assert.InRange((pair.Second.At - pair.First.At).TotalSeconds, 0.95, 1.05));
        Assert.Equal(0.6f, readings[0].Scores[(int)VoiceEmotion.Anger]);
        Assert.Equal(0.7f, readings[0].Arousal);
        Assert.False(readings[0].Abstained);
    }

    [Fact]
    public void A_reading_is_as_old_as_the_last_sound_in_it()
    {
        var readings = Hear(blocks: 31, 0.7f);

        Assert.Equal(_now, Assert.Single(readings).At);
    }

    [Fact]
    public void A_reading_says_in_which_languages_the_card_lets_emotion_be_named()
    {
        var reading = Assert.Single(Hear(blocks: 31, 0.7f));

        Assert.Equal(["en"], reading.EmotionLanguages);
        Assert.True(reading.NamesEmotionIn("en-US"));
        Assert.False(reading.NamesEmotionIn("eng"));
    }

    [Fact]
    public void Silence_is_not_read() => Assert.Empty(Hear(blocks: 300, 0));

    [Fact]
    public void A_word_too_short_is_not_read()
    {
        Assert.Empty(Hear(blocks: 14, 0.7f));
        Assert.Empty(Hear(blocks: 100, 0));
    }

    [Fact]
    public void A_short_sentence_is_read_once()
    {
        Assert.Empty(Hear(blocks: 20, 0.7f));
        Assert.Single(Hear(blocks: 100, 0));
    }

    [Fact]
    public void Nothing_is_joined_across_a_gap()
    {
        Assert.Empty(Hear(blocks: 12, 0.7f));
        _block.FollowsGap = true;
        Assert.Empty(Hear(blocks: 1, 0));
        _block.FollowsGap = false;

        Assert.Empty(Hear(blocks: 12, 0.7f));
        Assert.Empty(Hear(blocks: 100, 0));
    }

    [Fact]
    public void After_Clear_nothing_that_was_heard_is_left()
    {
        Hear(blocks: 62, 0.9f);

        _recognizer.Clear();

        var reading = Assert.Single(Hear(blocks: 31, 0.5f));
        Assert.Equal(0.5f, reading.Arousal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_sample_that_is_no_number_is_silence(float sample) => Assert.Empty(Hear(blocks: 100, sample));

    [Fact]
    public void A_sample_louder_than_possible_is_as_loud_as_possible() =>
        Assert.Equal(1f, Assert.Single(Hear(blocks: 31, 1e9f)).Arousal);

    [Fact]
    public void A_block_allocates_nothing()
    {
        _block.Samples.Fill(0.7f);

        Assert.Equal(0, Allocation.PerCall(() => _recognizer.Read(_block)));
    }

    private List<VoiceReading> Hear(int blocks, float sample)
    {
        List<VoiceReading> readings = [];
        for (var i = 0; i < blocks; i++)
        {
            _now += TimeSpan.FromMilliseconds(32);
            _block.Samples.Fill(sample);
            _block.CapturedAt = _now;
            if (_recognizer.Read(_block) is { } reading)
            {
                readings.Add(reading);
            }
        }

        return readings;
    }
}
