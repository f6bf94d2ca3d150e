using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;

namespace Kiosk.Edge.Tests.Fakes;

/// <summary>A screen that remembers what it showed and what it shows.</summary>
internal sealed class RecordingDisplay : IPromptDisplay
{
    public List<Prompt> Shown { get; } = [];

    public Prompt? Current { get; private set; }

    public (bool Camera, bool Microphone) Sensors { get; private set; }

    public SensingState Consent { get; private set; }

    public void Show(Prompt prompt)
    {
        Shown.Add(prompt);
        Current = prompt;
    }

    public void Clear() => Current = null;

    public void ShowConsent(SensingState state) => Consent = state;

    public void ShowSensors(bool cameraOpen, bool microphoneOpen) => Sensors = (cameraOpen, microphoneOpen);
}
