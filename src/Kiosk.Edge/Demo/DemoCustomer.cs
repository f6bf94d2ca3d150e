using System.Numerics;
using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Demo;

/// <summary>The demo's customer: a face and a voice that follow <see cref="DemoScript"/> over and over.</summary>
internal sealed class DemoCustomer(TimeProvider time)
{
    private long _began = time.GetTimestamp();

    /// <summary>The script begins, now.</summary>
    public void Begin() => Volatile.Write(ref _began, time.GetTimestamp());

    /// <summary>What the face does now, with what no face is without: blinking, and a head that is never quite
    /// still.</summary>
    /// <returns>Tilt in radians and shift in pixels, as <see cref="FaceRenderer.Draw"/> takes them.</returns>
    public (Face Face, float Tilt, Vector2 Shift) Look()
    {
        var seconds = time.GetElapsedTime(Volatile.Read(ref _began)).TotalSeconds % DemoScript.Length.TotalSeconds;
        var face = DemoScript.FaceAt(TimeSpan.FromSeconds(seconds));

        // About 17 blinks a minute, 0.2 s each (Bentivoglio et al. 1997: 17 at rest).
        const double BlinkEvery = 3.5;
        var lid = Brush.Bump((float)((seconds % BlinkEvery) - (BlinkEvery / 2)), 0.1f);
        var tilt = (0.03 * Math.Sin(0.9 * seconds)) + (0.015 * Math.Sin(2.3 * seconds));
        var shift = new Vector2((float)(6 * Math.Sin(0.7 * seconds)), (float)(3 * Math.Sin(1.1 * seconds)));
        return (face with { EyeOpen = face.EyeOpen * (1 - (0.9f * lid)) }, (float)tilt, shift);
    }

    /// <summary>The customer's voice.</summary>
    /// <param name="path">Where its sound file is written; the caller deletes it.</param>
    /// <returns>Null when espeak-ng is not installed; standard error says so.</returns>
    public IMicrophone? Voice(string path)
    {
        if (SpokenScript.TryWrite(path, out var problem))
        {
            return new SoundFileMicrophone(path, loop: true, ReplayPace.RealTime, time);
        }

        Console.Error.WriteLine(problem);
        return null;
    }
}
