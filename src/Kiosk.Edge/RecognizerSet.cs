using Kiosk.Edge.Recognition;
using Kiosk.Edge.Reporting;

namespace Kiosk.Edge;

/// <summary>The recognisers whose models could be loaded. Without one of them the kiosk cares from what is left, screen
/// events at least.</summary>
internal sealed class RecognizerSet : IDisposable
{
    /// <summary>Loads the models; a refused one becomes a fault that says why.</summary>
    public RecognizerSet(ModelStore models, FaultRegister faults)
    {
        Face = Load(() => new FaceRecognizer(models), "face_model_refused", faults);
        Voice = Load(() => new VoiceRecognizer(models), "voice_model_refused", faults);
    }

    /// <summary>Reads faces; null when a model was refused.</summary>
    public FaceRecognizer? Face { get; }

    /// <summary>Reads voices; null when a model was refused.</summary>
    public VoiceRecognizer? Voice { get; }

    public void Dispose()
    {
        Face?.Dispose();
        Voice?.Dispose();
    }

    private static T? Load<T>(Func<T> load, string fault, FaultRegister faults)
        where T : class
    {
        try
        {
            return load();
        }
        catch (ModelRefusedException exception)
        {
            faults.Raise(fault, exception.Message);
            return null;
        }
    }
}
