namespace Kiosk.Edge.Sensing;

/// <summary>A camera, a video file or a folder of pictures. It is created closed, and only a customer's consent opens
/// it; while it is closed, no file descriptor of it is open.</summary>
/// <remarks>Called by one loop at a time. After <see cref="Close"/> it can be opened again.</remarks>
public interface ICamera : IDisposable
{
    /// <summary>Opens the device or file.</summary>
    /// <exception cref="SensorException">It can't be opened; the message says what is wrong and what to do.</exception>
    void Open();

    /// <summary>Waits for the next picture and writes it to <paramref name="frame"/>, which the caller owns.</summary>
    /// <returns>False when there will be no more (a file that is not looped has ended).</returns>
    /// <exception cref="SensorException">The device failed; close it, wait and open it again.</exception>
    ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken);

    /// <summary>Closes the device at once; does nothing when it is closed.</summary>
    void Close();
}
