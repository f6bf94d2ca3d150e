using System.CommandLine;
using System.Globalization;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Kiosk.Systemd;
using OpenCvSharp;

namespace Kiosk.Edge.Calibration;

/// <summary><c>carekiosk calibrate</c>: level meters in the terminal, for whoever places camera and microphone. It opens
/// both, so it is for the technician alone; nothing is kept.</summary>
internal static class CalibrateCommand
{
    private const int BarLength = 30;
    private static readonly TimeSpan LineEvery = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var camera = new Option<string?>("--camera") { Description = "As Sensing:Camera; default auto, 'none' for none.", DefaultValueFactory = _ => LiveCamera.First };
        var microphone = new Option<string?>("--microphone") { Description = "As Sensing:Microphone; default alsa:default, 'none' for none.", DefaultValueFactory = _ => AlsaMicrophone.Prefix + "default" };
        var seconds = CommandLine.Seconds(0.1, 86_400, "End after so long; without it, go on until stopped.");
        var command = new Command(
            "calibrate", "Show what camera and microphone see and hear, as meters, to place them well. Opens both.")
        {
            camera, microphone, seconds,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (result.GetValue(seconds) is { } length)
            {
                over.CancelAfter(TimeSpan.FromSeconds(length));
            }

            try
            {
                await RunAsync(result.GetValue(camera), result.GetValue(microphone), Console.Out, over.Token);
                return ServiceHost.Done;
            }
            catch (Exception error) when (error is SensorException or ModelRefusedException)
            {
                await Console.Error.WriteLineAsync($"carekiosk: {error.Message}");
                return ServiceHost.Failed;
            }
        });
        return command;
    }

    /// <summary>Meters until it is stopped, the recordings end, or one device fails, which ends the other.</summary>
    /// <exception cref="SensorException">The one that failed.</exception>
    internal static async Task RunAsync(
        string? camera, string? microphone, TextWriter output, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        using var sensors = SensorSet.From(
            new SensingOptions { Camera = camera, Microphone = microphone, Loop = false },
            new FrameRate(10, new BoardHeat(), time),
            time);
        sensors.Camera?.Open();
        sensors.Microphone?.Open();
        var sound = new SoundLevel();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var heard = sensors.Microphone is { } ears ? ListenAsync(ears, sound, ended.Token) : Task.CompletedTask;
        var seen = sensors.Camera is { } eyes
            ? WatchAsync(eyes, sensors.Microphone is null ? null : sound, output, ended.Token)
            : MeterAsync(sound, heard, output, time, ended.Token);
        try
        {
            await foreach (var over in Task.WhenEach(heard, seen).WithCancellation(cancellationToken))
            {
                await over; // throws what it failed of, at once
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The time is over, or it was stopped: the usual end.
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(heard, seen).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ListenAsync(IMicrophone microphone, SoundLevel level, CancellationToken cancellationToken)
    {
        using var block = new AudioBlock();
        while (await microphone.ReadAsync(block, cancellationToken))
        {
            lock (level)
            {
                level.Add(block.Samples);
            }
        }
    }

    private static async Task WatchAsync(
        ICamera camera, SoundLevel? sound, TextWriter output, CancellationToken cancellationToken)
    {
        using var detector = new FaceDetector(ModelStore.ForMeasuring());
        using var frame = new VideoFrame();
        var last = DateTimeOffset.MinValue;
        while (await camera.ReadAsync(frame, cancellationToken))
        {
            if (frame.CapturedAt - last < LineEvery)
            {
                continue;
            }

            last = frame.CapturedAt;
            var mean = Cv2.Mean(frame.Image);
            var picture = PictureLevel.Of(
                (mean.Val0 + mean.Val1 + mean.Val2) / (3 * byte.MaxValue),
                frame.Image.Width,
                frame.Image.Height,
                detector.Detect(frame.Image));
            frame.Clear();
            await output.WriteLineAsync(Line(picture, sound));
        }
    }

    private static async Task MeterAsync(
        SoundLevel sound, Task heard, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        while (!heard.IsCompleted)
        {
            await Task.Delay(LineEvery, time, cancellationToken);
            await output.WriteLineAsync(Line(sound));
        }
    }

    private static string Line(PictureLevel picture, SoundLevel? sound)
    {
        var face = picture.Face is { } share ? string.Create(CultureInfo.InvariantCulture, $"face {share:P0} of the height") : "no face";
        var line = string.Create(
            CultureInfo.InvariantCulture, $"light {Bar(picture.Brightness)} {face}, {picture.Advice}");
        return sound is null ? line : $"{line}\n{Line(sound)}";
    }

    private static string Line(SoundLevel sound)
    {
        lock (sound)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"sound {Bar(1 - (sound.RmsDb / SoundLevel.Floor))} {sound.RmsDb:0} dB, peak {sound.PeakDb:0} dB, {sound.Advice}");
        }
    }

    private static string Bar(double share)
    {
        var filled = (int)Math.Round(Math.Clamp(share, 0, 1) * BarLength);
        return $"[{new string('#', filled)}{new string('.', BarLength - filled)}]";
    }
}
