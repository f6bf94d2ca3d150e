namespace Kiosk.Edge.Sensing;

/// <summary>A microphone or a sound file, opened and closed like an <see cref="ICamera"/>.</summary>
public interface IMicrophone : IDisposable
{
    /// <summary>Opens the device or file.</summary>
    /// <exception cref="SensorException">It can't be opened; the message says what is wrong and what to do.</exception>
    void Open();

    /// <summary>Waits for the next block and writes it to <paramref name="block"/>, which the caller owns.</summary>
    /// <returns>False when there will be no more (a file that is not looped has ended).</returns>
    /// <exception cref="SensorException">The device failed; close it, wait and open it again.</exception>
    ValueTask<bool> ReadAsync(AudioBlock block, CancellationToken cancellationToken);

    /// <summary>Closes the device at once; does nothing when it is closed.</summary>
    void Close();
}
