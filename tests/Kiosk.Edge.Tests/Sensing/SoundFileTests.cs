using System.Buffers.Binary;
using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class SoundFileTests : IDisposable
{
    private readonly MediaFolder _media = new();

    public void Dispose() => _media.Dispose();

    [Theory]
    [InlineData("a.wav", 16_000)]
    [InlineData("a.flac", 44_100)]
    [InlineData("a.mp3", 48_000)]
    public void Decodes_any_format_to_16_kHz(string name, int rateHz)
    {
        var samples = SoundFile.ReadAll(_media.Sound(name, seconds: 2, rateHz));

        Assert.InRange(samples.Length, 31_500, 34_500); // MP3 pads its ends
        Assert.InRange(samples.Max(), 0.45f, 0.6f);
    }

    [Fact]
    public void Gives_the_very_samples_of_a_file_that_needs_no_conversion()
    {
        var samples = SoundFile.ReadAll(_media.Sound("a.wav", seconds: 1));

        Assert.Equal(16_000, samples.Length);
        Assert.All(Enumerable.Range(0, 16_000), i => Assert.Equal(i / 32_000f, samples[i], 1 / 32_000f));
    }

    [Fact]
    public void A_sound_on_two_channels_is_as_loud_as_on_one()
    {
        float[] tone = [.. Enumerable.Range(0, 16_000).Select(i => MathF.Sin(i / 5f) / 8)];

        var mono = SoundFile.ReadAll(_media.Wave("mono.wav", tone));
        var dual = SoundFile.ReadAll(
            _media.Wave("dual.wav", [.. tone.SelectMany(sample => (float[])[sample, sample])], channels: 2));

        Assert.Equal(tone, mono);
        Assert.Equal(mono, dual);
    }

    [Fact]
    public void A_decoder_that_is_closed_leaves_no_pipe_open()
    {
        var decoder = new RecordingDecoder(_media.Sound("a.wav", seconds: 1), TimeSpan.Zero, "-f", "s16le");

        decoder.Dispose();

        Assert.Throws<ObjectDisposedException>(() => decoder.Output.ReadByte());
    }

    [Fact]
    public void Says_when_the_file_is_missing()
    {
        var path = _media.File("missing.wav");

        Assert.Equal(
            $"There is no sound file '{path}'; give the path of one that exists.",
            Assert.Throws<SensorException>(() => new SoundFile(path)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no sound")]
    public void Says_when_the_file_is_no_sound(string content)
    {
        File.WriteAllText(_media.File("text.wav"), content);

        var failure = Assert.Throws<SensorException>(() => new SoundFile(_media.File("text.wav")));

        Assert.Contains("can't be read to its end (ffmpeg: ", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Says_when_a_video_has_no_sound()
    {
        var path = _media.Video("silent.avi", frames: 2);

        Assert.Throws<SensorException>(() => new SoundFile(path));
    }

    [Fact]
    public void Says_when_the_file_holds_no_samples()
    {
        var path = _media.CutShort(_media.Sound("a.wav", seconds: 1), 0);
        File.WriteAllBytes(path, EmptyWave());

        Assert.Throws<SensorException>(() => new SoundFile(path));
    }

    [Theory]
    [InlineData("a.wav")]
    [InlineData("a.flac")]
    public void Gives_what_is_good_of_a_file_cut_short_and_then_says_so(string name)
    {
        using var sound = new SoundFile(_media.CutShort(_media.Sound(name, seconds: 6), 0.6));
        var block = new float[AudioBlock.Length];

        Assert.Equal(AudioBlock.Length, sound.Read(block));

        Assert.Throws<SensorException>(() =>
        {
            while (sound.Read(block) > 0)
            {
            }
        });
    }

    // What writers leave that can't go back, into a pipe for example.
    [Theory]
    [InlineData(0u)]
    [InlineData(0x7FFF_0000u)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0xFFFF_FFFFu)]
    public void Gives_all_of_a_wave_file_whose_writer_did_not_know_its_length(uint length)
    {
        var samples = SoundFile.ReadAll(WithLength(_media.Sound("a.wav", seconds: 6), length));

        Assert.Equal(96_000, samples.Length);
    }

    [Theory]
    [InlineData(0x7FFE_FFFFu)]
    [InlineData(192_002u)]
    public void Does_not_take_a_wave_file_that_was_cut_short_for_one_of_unknown_length(uint length)
    {
        var path = WithLength(_media.Sound("a.wav", seconds: 6), length);

        Assert.Throws<SensorException>(() => SoundFile.ReadAll(path));
    }

    [Fact]
    public void Ends_ffmpeg_when_it_is_disposed()
    {
        var path = _media.Sound("a.wav", seconds: 60);
        var sound = new SoundFile(path);
        Assert.Contains(Decoders(), commandLine => commandLine.Contains(path));

        sound.Dispose();

        Assert.DoesNotContain(Decoders(), commandLine => commandLine.Contains(path));
    }

    private static IEnumerable<string> Decoders()
    {
        foreach (var process in System.Diagnostics.Process.GetProcessesByName("ffmpeg"))
        {
            using (process)
            {
                var commandLine = "";
                try
                {
                    commandLine = File.ReadAllText($"/proc/{process.Id}/cmdline");
                }
                catch (IOException)
                {
                    // It ended meanwhile.
                }
                yield return commandLine;
            }
        }
    }

    /// <summary>The wave file with another length of its data part, behind the parts that tell about it.</summary>
    private static string WithLength(string path, uint length)
    {
        var bytes = File.ReadAllBytes(path);
        var data = bytes.AsSpan().IndexOf("data"u8);
        Assert.Equal(192_000u, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(data + 4)));
        Assert.True(bytes.AsSpan(0, data).IndexOf("LIST"u8) > 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(data + 4), length);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A wave file's header with a data part of 0 bytes.</summary>
    private static byte[] EmptyWave() =>
    [
        .. "RIFF"u8, 36, 0, 0, 0, .. "WAVE"u8,
        .. "fmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0,
        .. "data"u8, 0, 0, 0, 0,
    ];
}
