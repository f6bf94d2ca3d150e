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
        Words = Load(() => new WordsRecognizer(models), "words_model_refused", faults);
    }

    /// <summary>Reads faces; null when a model was refused.</summary>
    public FaceRecognizer? Face { get; }

    /// <summary>Reads voices; null when a model was refused.</summary>
    public VoiceRecognizer? Voice { get; }

    /// <summary>Reads texts; null when the model was refused.</summary>
    public WordsRecognizer? Words { get; }

    /// <summary>Takes the words out of an event, so that nothing downstream sees them.</summary>
    /// <param name="screenEvent">Any event.</param>
    /// <param name="mayRead">Whether the words may be read; else they are only dropped.</param>
    /// <returns>The event without words, and what they told; null when there were none or they were not read.</returns>
    public (ScreenEvent Event, WordsReading? Reading) ReadWords(ScreenEvent screenEvent, bool mayRead) =>
        screenEvent is ScreenEvent.Words words
            ? (words with { Text = "" }, mayRead ? Words?.Read(words.At, words.Text) : null)
            : (screenEvent, null);

    public void Dispose()
    {
        Face?.Dispose();
        Voice?.Dispose();
        Words?.Dispose();
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
