using System.Runtime.InteropServices;
using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Tests.Sensing;

/// <summary>The real library, over its own plugins: <c>file</c> gives the samples of a file as fast as they are read.
/// </summary>
public sealed partial class AlsaMicrophoneTests : IDisposable
{
    private readonly AudioBlock _block = new();

    static AlsaMicrophoneTests() => Configure();

    public void Dispose() => _block.Dispose();

    [Theory]
    [InlineData(8_000)]
    [InlineData(16_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(96_000)]
    public async Task A_device_of_any_rate_gives_16_kHz(int rateHz)
    {
        using var microphone = new AlsaMicrophone($"test_{rateHz}", TimeProvider.System);
        microphone.Open();

        var samples = new List<float>();
        for (var i = 0; i < 20; i++)
        {
            Assert.True(await microphone.ReadAsync(_block, default));
            Assert.Equal(i == 0, _block.FollowsGap);
            samples.AddRange(_block.Samples);
        }

        // The file holds 500 Hz at half of full scale: a root mean square of 0.354, and 1000 changes of sign a second.
        var heard = samples.Skip(500).ToList();
        Assert.Equal(0.354, Math.Sqrt(heard.Average(sample => sample * sample)), 0.01);
        var crossings = heard.Zip(heard.Skip(1)).Count(pair => pair.First < 0 != pair.Second < 0);
        Assert.InRange(crossings * 16_000.0 / heard.Count, 990, 1_010);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 4)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public void Several_channels_become_their_mean(bool wide, int channels)
    {
        var full = wide ? int.MaxValue : short.MaxValue;
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var value in new[] { 0.5, -0.25 })
        {
            for (var channel = 0; channel < channels; channel++)
            {
                var sample = (int)(full * value * (channel == 0 ? 1 : 0)); // one speaks, the others are silent
                if (wide)
                {
                    writer.Write(sample);
                }
                else
                {
                    writer.Write((short)sample);
                }
            }
        }

        var mono = new float[2];
        AlsaMicrophone.Mix(bytes.ToArray(), wide, channels, mono);

        Assert.Equal(0.5f / channels, mono[0], 0.001f);
        Assert.Equal(-0.25f / channels, mono[1], 0.001f);
    }

    [Fact]
    public void Says_when_there_is_no_such_device()
    {
        using var microphone = new AlsaMicrophone("nobody", TimeProvider.System);

        var failure = Assert.Throws<SensorException>(microphone.Open);

        Assert.StartsWith("The microphone nobody can't be opened (", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task Hears_nothing_of_before_when_it_is_opened_again()
    {
        using var microphone = new AlsaMicrophone("test_16000", TimeProvider.System);
        microphone.Open();
        await microphone.ReadAsync(_block, default);
        microphone.Close();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await microphone.ReadAsync(_block, default));

        microphone.Open();
        await microphone.ReadAsync(_block, default);

        Assert.True(_block.FollowsGap);
    }

    /// <summary>Writes a configuration with a device for each case, before the library reads its own.</summary>
    private static void Configure()
    {
        var folder = Directory.CreateTempSubdirectory("alsa-").FullName;
        var configuration = new StringWriter();
        foreach (var rateHz in new[] { 8_000, 16_000, 44_100, 48_000, 96_000 })
        {
            var file = Path.Combine(folder, $"{rateHz}.raw");
            WriteTone(file, rateHz);
            configuration.Write($$"""
                pcm.tone_{{rateHz}} {
                    type file
                    slave.pcm { type null }
                    file /dev/null
                    infile {{file}}
                    format raw
                }
                pcm.test_{{rateHz}} {
                    type plug
                    slave { pcm tone_{{rateHz}} rate {{rateHz}} channels 1 format S16_LE }
                }

                """);
        }

        File.WriteAllText(Path.Combine(folder, "asound.conf"), configuration.ToString());
        Assert.Equal(0, SetEnvironment("ALSA_CONFIG_PATH", Path.Combine(folder, "asound.conf"), 1));
    }

    private static void WriteTone(string path, int rateHz)
    {
        using var file = new BinaryWriter(File.Create(path));
        for (var i = 0; i < 2 * rateHz; i++)
        {
            file.Write((short)(0.5 * short.MaxValue * Math.Sin(2 * Math.PI * 500 * i / rateHz)));
        }
    }

    /// <summary>The process's own environment: what .NET sets, a native library does not see.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
