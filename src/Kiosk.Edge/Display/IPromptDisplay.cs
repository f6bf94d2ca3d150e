using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;

namespace Kiosk.Edge.Display;

/// <summary>Where prompts are shown: the customer's screen.</summary>
public interface IPromptDisplay
{
    /// <summary>Shows a prompt on every screen that listens; it does not wait for one.</summary>
    void Show(Prompt prompt);

    /// <summary>Takes the prompt away, because its visit has ended.</summary>
    void Clear();

    /// <summary>Tells the screens the true state of the sensors, for the indicator.</summary>
    /// <param name="cameraOpen">The camera device is open.</param>
    /// <param name="microphoneOpen">The microphone device is open.</param>
    void ShowSensors(bool cameraOpen, bool microphoneOpen);

    /// <summary>Tells the screens whether the sensors may be open, and why not.</summary>
    void ShowConsent(SensingState state);
}
