namespace Kiosk.Edge.Sensing;

/// <summary>The kiosk's housing: motion sensor, call button, staff key, privacy switch. Each may be missing.</summary>
public interface IPanel : IDisposable
{
    /// <summary>Something happened. Called in a thread of the device.</summary>
    event Action<PanelEvent>? Happened;

    /// <summary>The housing has a privacy switch, whether or not it can be read now.</summary>
    bool HasPrivacySwitch { get; }

    /// <summary>Begins to watch, and tells at once where key and switch stand. When it watches already, it looks whether it
    /// still can, because nobody tells that a chip has gone; then it may be opened again.</summary>
    /// <exception cref="SensorException">It can't be watched; the message says what is wrong and what to do.</exception>
    void Open();
}
