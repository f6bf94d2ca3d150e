using Kiosk.Edge.Recognition;

namespace Kiosk.Simulations;

/// <summary>How the customer of a composed visit is.</summary>
internal enum CustomerKind
{
    /// <summary>Nothing is the matter.</summary>
    Calm,

    /// <summary>Things fail, and it shows.</summary>
    Irritated,

    /// <summary>Unsure of what the machine does.</summary>
    Anxious,

    /// <summary>Things fail again and again, and the customer smiles.</summary>
    SmilingWhileFailing,

    /// <summary>Irritated by something that the screen does not know of.</summary>
    IrritatedUnseen,
}

/// <summary>A visit composed of held-out faces and voices over a script of screen events.</summary>
/// <param name="Kind">How the customer is.</param>
/// <param name="Onset">When frustration begins, from the start of the visit; null for a calm visit.</param>
/// <param name="Screen">The screen events, in order.</param>
/// <param name="Faces">Face readings, ten a second.</param>
/// <param name="Voices">Voice readings.</param>
internal sealed record CompositeVisit(
    CustomerKind Kind,
    TimeSpan? Onset,
    IReadOnlyList<ScreenEvent> Screen,
    IReadOnlyList<FaceReading> Faces,
    IReadOnlyList<VoiceReading> Voices)
{
    /// <summary>When every visit begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How long each is.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(45);

    private const double FaceInterval = 0.1;

    /// <summary>How often a calm customer looks otherwise than neutral or happy: concentrated, surprised.</summary>
    private const double OtherwiseCalm = 0.12;

    /// <summary>How often a frustrated customer shows what they feel; the rest of the time the face is neutral. Natural
    /// frustration shows little.</summary>
    private const double Shows = 0.6;

    /// <summary>Composes a visit by chance.</summary>
    public static CompositeVisit Compose(CustomerKind kind, HeldOut readings, Random random)
    {
        TimeSpan? onset = kind == CustomerKind.Calm ? null : TimeSpan.FromSeconds(10 + (8 * random.NextDouble()));
        return new CompositeVisit(
            kind,
            onset,
            [.. Screens(kind, onset, random).OrderBy(one => one.At)],
            [.. Looks(kind, onset, readings, random)],
            [.. Speech(kind, onset, readings, random)]);
    }

    private static DateTimeOffset At(double seconds) => Start + TimeSpan.FromSeconds(seconds);

    private static IEnumerable<ScreenEvent> Screens(CustomerKind kind, TimeSpan? onset, Random random)
    {
        yield return new ScreenEvent.Start(Start, "en", null);
        yield return new ScreenEvent.Consent(Start, Camera: true, Microphone: true);
        yield return new ScreenEvent.Step(At(2), "scan");
        yield return new ScreenEvent.Step(At(8), "bag");
        var at = Start + (onset ?? TimeSpan.Zero); // to the tick, so that what begins it is not before it
        switch (kind)
        {
            case CustomerKind.Calm:
                // A quarter of calm visits have a hitch that is no trouble.
                if (random.NextDouble() < 0.25)
                {
                    yield return random.Next(3) switch
                    {
                        0 => new ScreenEvent.Struggle(At(14), StruggleKind.Dwell),
                        1 => new ScreenEvent.Struggle(At(14), StruggleKind.BackAndForth),
                        _ => new ScreenEvent.Wait(At(22), TimeSpan.FromSeconds(14)),
                    };
                }

                yield return new ScreenEvent.Step(At(26), "payment");
                yield return new ScreenEvent.Step(At(38), "receipt");
                break;
            case CustomerKind.Irritated:
                yield return new ScreenEvent.Struggle(at, StruggleKind.RageTaps);
                yield return new ScreenEvent.Error(at.AddSeconds(4 * random.NextDouble()), ErrorCode.ItemNotFound);
                break;
            case CustomerKind.Anxious:
                yield return new ScreenEvent.Struggle(at, StruggleKind.BackAndForth);
                yield return new ScreenEvent.Struggle(at.AddSeconds(1 + (5 * random.NextDouble())), StruggleKind.Dwell);
                break;
            case CustomerKind.SmilingWhileFailing:
                yield return new ScreenEvent.Error(at, ErrorCode.PaymentDeclined);
                yield return new ScreenEvent.Error(at.AddSeconds(5 + (8 * random.NextDouble())), ErrorCode.PaymentDeclined);
                break;
        }
    }

    private static IEnumerable<FaceReading> Looks(CustomerKind kind, TimeSpan? onset, HeldOut readings, Random random)
    {
        var next = 0.0;
        HeldOutFace? face = null;
        for (var t = 0.3; t < Length.TotalSeconds; t += FaceInterval)
        {
            if (t >= next)
            {
                face = Any(readings.Faces, Look(kind, t >= onset?.TotalSeconds, random), one => one.Label, random);
                next = t + 0.6 + (2 * random.NextDouble());
            }

            var reading = face!.Readings[random.Next(face.Readings.Count)]; // chosen at the first turn
            var scores = default(ExpressionScores);
            for (var i = 0; i < ExpressionScores.Count; i++)
            {
                scores[i] = reading.Scores[i];
            }

            yield return new FaceReading(At(t), 1, scores, reading.Abstained);
        }
    }

    private static string Look(CustomerKind kind, bool troubled, Random random) =>
        (troubled && random.NextDouble() < Shows ? kind : CustomerKind.Calm) switch
        {
            CustomerKind.Irritated or CustomerKind.IrritatedUnseen => "anger",
            CustomerKind.Anxious => random.Next(2) == 0 ? "fear" : "sadness",
            CustomerKind.SmilingWhileFailing => "happiness",
            _ => random.NextDouble() < OtherwiseCalm ? (random.Next(2) == 0 ? "surprise" : "sadness")
                : random.Next(5) == 0 ? "happiness" : "neutral",
        };

    private static IEnumerable<VoiceReading> Speech(CustomerKind kind, TimeSpan? onset, HeldOut readings, Random random)
    {
        for (var t = 1.0; t < Length.TotalSeconds; t += 4 + (8 * random.NextDouble()))
        {
            var troubled = t >= onset?.TotalSeconds;
            var label = troubled && random.NextDouble() < Shows
                ? kind switch
                {
                    CustomerKind.Irritated or CustomerKind.IrritatedUnseen => "anger",
                    CustomerKind.Anxious => random.Next(2) == 0 ? "fear" : "sadness",
                    CustomerKind.SmilingWhileFailing => "happiness",
                    _ => "neutral",
                }
                : "neutral";
            var at = t;
            var voice = Any(readings.Voices, label, one => one.Label, random);
            foreach (var reading in voice.Readings)
            {
                at += 1;
                var scores = default(VoiceScores);
                for (var i = 0; i < VoiceScores.Count; i++)
                {
                    scores[i] = reading.Scores[i];
                }

                yield return new VoiceReading(At(at), scores, reading.Arousal, reading.Abstained)
                {
                    EmotionLanguages = voice.NamesEmotion ? null : [],
                };
            }
        }
    }

    private static T Any<T>(IReadOnlyList<T> all, string label, Func<T, string> labelOf, Random random)
    {
        var fitting = all.Where(one => labelOf(one) == label).ToList();
        return fitting[random.Next(fitting.Count)];
    }
}
