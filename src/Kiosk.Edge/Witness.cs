using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiosk.Edge;

/// <summary>The privacy witness beside the worker (<c>carekiosk-witness</c>): it is told which sensors the worker says are
/// open, and tells what it saw. Both are small files in memory; where there is no witness nothing happens.</summary>
/// <param name="claimFile">What the worker says; null when nobody asks for it.</param>
/// <param name="reportFile">What the witness saw.</param>
internal sealed class Witness(string? claimFile, string reportFile)
{
    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly Lock _gate = new();
    private bool _camera;
    private bool _microphone;

    /// <summary>The witness of the installed service.</summary>
    public static Witness OfService() => new(
        Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY") is { } folder ? Path.Combine(folder, "sensors") : null,
        "/run/carekiosk-witness/witness.json");

    /// <summary>Says which sensors are open. To be called before one is opened and after one is closed, from any thread.
    /// </summary>
    /// <param name="camera">Whether the camera is; null leaves it as it was.</param>
    /// <param name="microphone">Whether the microphone is; null leaves it as it was.</param>
    public void Claim(bool? camera = null, bool? microphone = null)
    {
        lock (_gate)
        {
            (_camera, _microphone) = (camera ?? _camera, microphone ?? _microphone);
            if (claimFile is null)
            {
                return;
            }

            try
            {
                File.WriteAllText(claimFile, $"camera {(_camera ? 1 : 0)}\nmicrophone {(_microphone ? 1 : 0)}\n");
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(claimFile, ReadableByAll); // the unit's files are the worker's own otherwise
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Then the witness contradicts, which is told.
            }
        }
    }

    /// <summary>What the witness saw since it started; null where there is none.</summary>
    public WitnessReport? Read()
    {
        try
        {
            return File.Exists(reportFile)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(reportFile), WitnessJson.Default.WitnessReport)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>What the witness saw since it started.</summary>
/// <param name="Seconds">How long that is.</param>
/// <param name="Complete">Whether it could see every device.</param>
/// <param name="Camera">The cameras, all together.</param>
/// <param name="Microphone">The microphones, all together.</param>
/// <param name="SentBytes">What left the box over any network, by whatever program.</param>
internal sealed record WitnessReport(
    double Seconds, bool Complete, WitnessedSensor Camera, WitnessedSensor Microphone, long SentBytes);

/// <summary>What the witness saw of one kind of sensor.</summary>
/// <param name="Devices">How many there are.</param>
/// <param name="Open">Whether one is open now.</param>
/// <param name="OpenSeconds">How long one was open.</param>
/// <param name="Contradicts">One is open, and the worker says that it is closed.</param>
/// <param name="UnclaimedSeconds">How long it was so.</param>
internal sealed record WitnessedSensor(
    int Devices, bool Open, double OpenSeconds, bool Contradicts, double UnclaimedSeconds);

/// <summary>Source-generated JSON of the witness's report.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WitnessReport))]
internal sealed partial class WitnessJson : JsonSerializerContext;
