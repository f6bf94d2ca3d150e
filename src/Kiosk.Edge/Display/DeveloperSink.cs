using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Display;

/// <summary>Where readings go that a developer makes up.</summary>
public sealed class DeveloperSink(Action<FaceReading> takeFace, Action<VoiceReading> takeVoice)
{
    /// <summary>Takes a face that shows one expression clearly.</summary>
    public void Take(DateTimeOffset at, Expression expression)
    {
        var scores = default(ExpressionScores);
        scores[(int)expression] = 1;
        takeFace(new FaceReading(at, Faces: 1, scores, Abstained: false));
    }

    /// <summary>Takes a voice that shows one emotion clearly.</summary>
    public void Take(DateTimeOffset at, VoiceEmotion emotion)
    {
        var scores = default(VoiceScores);
        scores[(int)emotion] = 1;
        takeVoice(new VoiceReading(at, scores, Arousal: emotion is VoiceEmotion.Anger or VoiceEmotion.Fear ? 1 : 0, Abstained: false));
    }
}
