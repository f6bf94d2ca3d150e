using OpenCvSharp;

namespace Kiosk.Edge.Sensing;

/// <summary>An open device of Video4Linux: what it is set to, and its pictures.</summary>
internal interface IVideoDevice : IDisposable
{
    /// <summary>Its settings, to be disposed of after use; null when they can't be reached.</summary>
    ICameraControls? Controls();

    /// <summary>Sets format, size, rate or buffers. The device may take something near it: what it is set to,
    /// <see cref="Get"/> tells.</summary>
    /// <returns>False when it knows no such setting.</returns>
    bool Set(VideoCaptureProperties property, double value);

    /// <summary>What it is set to; 0 when it does not tell.</summary>
    double Get(VideoCaptureProperties property);

    /// <summary>Awaits the next picture and takes it off the device.</summary>
    /// <returns>False when none came in ten seconds, or the device is gone.</returns>
    bool Grab();

    /// <summary>Gives the picture that was taken: BGR, or the device's own bytes as one row when it is set so.</summary>
    /// <returns>False when it is not whole.</returns>
    bool Retrieve(Mat image);
}
