using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;

namespace Kiosk.Edge.Display;

/// <summary>The customer's screen and, beside it, the lamp: on from a prompt that calls a person until the screen is
/// cleared, because that person came or the visit ended, which it does not while the customer waits.</summary>
internal sealed class StaffCall(IPromptDisplay screen, IIndicator lamp) : IPromptDisplay
{
    /// <inheritdoc/>
    public void Show(Prompt prompt)
    {
        screen.Show(prompt);
        if (prompt.Strategy == Strategy.CallPerson)
        {
            lamp.Call(person: true);
        }
    }

    /// <inheritdoc/>
    public void Clear()
    {
        screen.Clear();
        lamp.Call(person: false);
    }

    /// <inheritdoc/>
    public void ShowSensors(bool cameraOpen, bool microphoneOpen) => screen.ShowSensors(cameraOpen, microphoneOpen);

    /// <inheritdoc/>
    public void ShowConsent(SensingState state) => screen.ShowConsent(state);
}
