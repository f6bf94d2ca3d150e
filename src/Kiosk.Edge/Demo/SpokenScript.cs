using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Demo;

/// <summary>Speaks <see cref="DemoScript.Words"/> by espeak-ng into a sound file that holds the times at which the
/// microphone is open and nothing between, because a microphone in the file's place goes on where it was closed.</summary>
internal static class SpokenScript
{
    /// <summary>espeak-ng's own rate.</summary>
    private const int SampleRateHz = 22_050;

    /// <summary>A WAV header of 16-bit PCM without extra chunks, as espeak-ng writes it.</summary>
    private const int HeaderBytes = 44;

    /// <summary>Writes the file.</summary>
    /// <param name="path">A WAV file, 16-bit mono.</param>
    /// <param name="problem">Null, or one sentence: espeak-ng is missing or failed.</param>
    public static bool TryWrite(string path, out string? problem)
    {
        problem = null;
        try
        {
            var start = DateTimeOffset.UnixEpoch;
            var samples = new List<short>();
            foreach (var (from, to) in MicrophoneOpen(DemoScript.Events(start), start))
            {
                var visit = new short[(int)((to - from) * SampleRateHz)];
                foreach (var words in DemoScript.Words.Where(words => words.Seconds >= from && words.Seconds < to))
                {
                    var target = visit.AsSpan((int)((words.Seconds - from) * SampleRateHz));
                    var spoken = Speak(words);
                    spoken[..Math.Min(spoken.Length, target.Length)].CopyTo(target);
                }

                samples.AddRange(visit);
            }

            Write(path, CollectionsMarshal.AsSpan(samples));
            return true;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidDataException)
        {
            problem = "The demo's customer has no voice, because espeak-ng can't be used; install it with "
                + $"'apt-get install espeak-ng'. ({exception.Message})";
            return false;
        }
    }

    /// <summary>From each consent to the microphone until its visit's end, seconds.</summary>
    private static IEnumerable<(double From, double To)> MicrophoneOpen(
        IEnumerable<ScreenEvent> events, DateTimeOffset start)
    {
        double? from = null;
        foreach (var screenEvent in events)
        {
            var at = (screenEvent.At - start).TotalSeconds;
            switch (screenEvent)
            {
                case ScreenEvent.Consent { Microphone: true }:
                    from = at;
                    break;
                case ScreenEvent.End when from is { } open:
                    yield return (open, at);
                    from = null;
                    break;
            }
        }
    }

    private static ReadOnlySpan<short> Speak(DemoWords words)
    {
        // Speed in words a minute, pitch 0..99, loudness 0..200 (espeak-ng(1)).
        string[] manner = words.Agitated ? ["-s", "205", "-p", "80", "-a", "150"] : ["-s", "155", "-p", "45", "-a", "90"];
        using var espeak = Process.Start(
            new ProcessStartInfo("espeak-ng", ["-v", words.Language, .. manner, "--stdout", words.Text])
            {
                RedirectStandardOutput = true,
            })!; // only a shell start gives null
        using var wav = new MemoryStream();
        espeak.StandardOutput.BaseStream.CopyTo(wav);
        espeak.WaitForExit();
        var bytes = wav.ToArray().AsSpan();
        if (espeak.ExitCode != 0 || bytes.Length < HeaderBytes
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]) != SampleRateHz)
        {
            throw new InvalidDataException($"It gave {bytes.Length} bytes and ended with {espeak.ExitCode}.");
        }

        return MemoryMarshal.Cast<byte, short>(bytes[HeaderBytes..(bytes.Length & ~1)]);
    }

    private static void Write(string path, ReadOnlySpan<short> samples)
    {
        var sound = MemoryMarshal.AsBytes(samples);
        using var file = new BinaryWriter(File.Create(path));
        file.Write("RIFF"u8);
        file.Write(HeaderBytes - 8 + sound.Length);
        file.Write("WAVEfmt "u8);
        file.Write(16); // bytes of the format that follow
        file.Write((short)1); // PCM
        file.Write((short)1); // channels
        file.Write(SampleRateHz);
        file.Write(SampleRateHz * sizeof(short));
        file.Write((short)sizeof(short));
        file.Write((short)(8 * sizeof(short)));
        file.Write("data"u8);
        file.Write(sound.Length);
        file.Write(sound);
    }
}
