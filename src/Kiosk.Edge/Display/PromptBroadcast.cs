using System.Text.Json;
using System.Text.Json.Serialization;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;

namespace Kiosk.Edge.Display;

/// <summary>Tells every listening screen the current prompt and the true state of the sensors, and tells a screen that
/// comes later the same.</summary>
public sealed partial class PromptBroadcast : IPromptDisplay, IDisposable
{
    /// <summary>How often a silent screen gets a comment, so that a connection that died is noticed.</summary>
    public static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);

    /// <summary>More screens than one kiosk has; a page that opens connections without end is refused.</summary>
    public const int MaxScreens = 16;

    private static readonly byte[] Nothing = Message("clear", "{}"u8);

    private readonly Lock _gate = new();
    private readonly HashSet<ScreenSubscription> _screens = [];
    private readonly TimeProvider _time;
    private readonly ITimer _keepAlive;

    private byte[] _prompt = Nothing;
    private Prompt? _shown;
    private DateTimeOffset _promptReadUntil = DateTimeOffset.MaxValue;
    private bool _cameraOpen;
    private bool _microphoneOpen;
    private SensingState _consent;

    /// <summary>Starts with no prompt and both sensors closed.</summary>
    public PromptBroadcast(TimeProvider time)
    {
        _time = time;
        _keepAlive = time.CreateTimer(_ => WakeAll(), null, KeepAliveInterval, KeepAliveInterval);
    }

    /// <inheritdoc />
    public void Show(Prompt prompt)
    {
        var data = new PromptData(
            prompt.Id,
            WireName.Of(prompt.Cause),
            WireName.Of(prompt.Strategy),
            prompt.Level,
            prompt.Language,
            prompt.Text,
            (int)prompt.ReadingTime.TotalMilliseconds);
        Announce(
            prompt,
            Message("prompt", JsonSerializer.SerializeToUtf8Bytes(data, ScreenJson.Default.PromptData)),
            _time.GetUtcNow() + prompt.ReadingTime);
    }

    /// <inheritdoc />
    public void Clear() => Announce(null, Nothing, DateTimeOffset.MaxValue);

    /// <summary>Why the visit's last prompt came; null when it is another, or the visit is over.</summary>
    public Explanation? Why(string id)
    {
        lock (_gate)
        {
            return _shown?.Id == id ? _shown.Why : null;
        }
    }

    /// <inheritdoc />
    public void ShowSensors(bool cameraOpen, bool microphoneOpen)
    {
        lock (_gate)
        {
            (_cameraOpen, _microphoneOpen) = (cameraOpen, microphoneOpen);
            AnnounceSensors();
        }
    }

    /// <inheritdoc />
    public void ShowConsent(SensingState state)
    {
        lock (_gate)
        {
            _consent = state;
            AnnounceSensors();
        }
    }

    /// <summary>Stops the keep-alive; the screens' connections end with the server.</summary>
    public void Dispose() => _keepAlive.Dispose();

    /// <summary>Adds a screen, which gets the sensor state and, unless its reading time is over, the prompt at
    /// once.</summary>
    /// <returns>Null when <see cref="MaxScreens"/> are listening already. The caller disposes it.</returns>
    internal ScreenSubscription? Subscribe()
    {
        lock (_gate)
        {
            if (_screens.Count == MaxScreens)
            {
                return null;
            }

            var screen = new ScreenSubscription(Remove);
            _screens.Add(screen);
            screen.OfferSensors(SensorMessage());
            if (_time.GetUtcNow() < _promptReadUntil)
            {
                Offer(screen);
            }

            return screen;
        }
    }

    private void Announce(Prompt? prompt, byte[] message, DateTimeOffset readUntil)
    {
        lock (_gate)
        {
            _shown = prompt;
            _prompt = message;
            _promptReadUntil = readUntil;
            foreach (var screen in _screens)
            {
                Offer(screen);
            }
        }
    }

    /// <summary>Called with <see cref="_gate"/> held.</summary>
    private void Offer(ScreenSubscription screen)
    {
        if (_shown is null)
        {
            screen.OfferClear(_prompt);
        }
        else
        {
            screen.OfferPrompt(_prompt);
        }
    }

    /// <summary>Called with <see cref="_gate"/> held.</summary>
    private void AnnounceSensors()
    {
        var message = SensorMessage();
        foreach (var screen in _screens)
        {
            screen.OfferSensors(message);
        }
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            foreach (var screen in _screens)
            {
                screen.Wake();
            }
        }
    }

    private void Remove(ScreenSubscription screen)
    {
        lock (_gate)
        {
            _screens.Remove(screen);
        }
    }

    private byte[] SensorMessage()
    {
        var data = new SensorData(
            _cameraOpen, _microphoneOpen, WireName.Of(_consent.Mode), _consent.Agreed, WireName.Of(_consent.Hold), _consent.FromAge);
        return Message("sensors", JsonSerializer.SerializeToUtf8Bytes(data, ScreenJson.Default.SensorData));
    }

    /// <summary>One server-sent event. JSON escapes line ends, so the data is always one line.</summary>
    private static byte[] Message(string name, ReadOnlySpan<byte> json) =>
        [.. "event: "u8, .. System.Text.Encoding.UTF8.GetBytes(name), .. "\ndata: "u8, .. json, .. "\n\n"u8];

    private sealed record PromptData(
        string Id, string Cause, string Strategy, int Level, string Language, string Text, int ReadingMs);

    private sealed record SensorData(bool Camera, bool Microphone, string Mode, bool? Agreed, string Hold, int FromAge);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(PromptData))]
    [JsonSerializable(typeof(SensorData))]
    private sealed partial class ScreenJson : JsonSerializerContext;
}
