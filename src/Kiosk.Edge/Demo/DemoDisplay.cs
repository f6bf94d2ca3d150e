using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;

namespace Kiosk.Edge.Demo;

/// <summary>The customer screen, with a note of what it was told for the demo's report.</summary>
internal sealed class DemoDisplay(PromptBroadcast screen) : IPromptDisplay
{
    private readonly Lock _lock = new();
    private readonly List<Prompt> _prompts = [];

    /// <summary>The camera was open at some time.</summary>
    public bool CameraWasOpen { get; private set; }

    /// <summary>The microphone was open at some time.</summary>
    public bool MicrophoneWasOpen { get; private set; }

    /// <summary>The prompts shown so far, in order.</summary>
    public IReadOnlyList<Prompt> Prompts
    {
        get
        {
            lock (_lock)
            {
                return [.. _prompts];
            }
        }
    }

    /// <inheritdoc/>
    public void Show(Prompt prompt)
    {
        screen.Show(prompt);
        lock (_lock)
        {
            _prompts.Add(prompt);
        }
    }

    /// <inheritdoc/>
    public void Clear() => screen.Clear();

    /// <inheritdoc/>
    public void ShowConsent(SensingState state) => screen.ShowConsent(state);

    /// <inheritdoc/>
    public void ShowSensors(bool cameraOpen, bool microphoneOpen)
    {
        CameraWasOpen |= cameraOpen;
        MicrophoneWasOpen |= microphoneOpen;
        screen.ShowSensors(cameraOpen, microphoneOpen);
    }
}
