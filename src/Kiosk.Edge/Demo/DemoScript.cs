using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Demo;

/// <summary>Six short visits one after another, the last ended after <see cref="Length"/>: what happens on the screen,
/// what the customers' faces do and what they say.</summary>
/// <remarks>Seconds since the script's beginning. The faces do not know of the prompts.</remarks>
internal static class DemoScript
{
    /// <summary>From the first event to where the script begins again.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(42);

    private const string Screen =
        """
        {"t":0.1,"event":"start","language":"en","app_version":"demo"}
        {"t":0.2,"event":"consent","camera":true,"microphone":true}
        {"t":1.0,"event":"step","name":"scan"}
        {"t":2.2,"event":"step","name":"payment"}
        {"t":2.6,"event":"error","code":"payment_declined"}
        {"t":5.8,"event":"step","name":"receipt"}
        {"t":6.4,"event":"feedback","score":4}
        {"t":6.6,"event":"end","outcome":"completed"}

        {"t":7.1,"event":"start","language":"ko","app_version":"demo"}
        {"t":7.2,"event":"consent","camera":true,"microphone":true}
        {"t":8.0,"event":"step","name":"scan"}
        {"t":9.2,"event":"error","code":"item_not_found"}
        {"t":10.8,"event":"struggle","kind":"rage_taps"}
        {"t":11.6,"event":"error","code":"item_not_found"}
        {"t":13.6,"event":"end","outcome":"staff"}

        {"t":14.1,"event":"start","language":"en","app_version":"demo"}
        {"t":15.0,"event":"step","name":"scan"}
        {"t":16.0,"event":"step","name":"payment"}
        {"t":16.6,"event":"error","code":"network_failed"}
        {"t":19.8,"event":"step","name":"receipt"}
        {"t":20.6,"event":"end","outcome":"completed"}

        {"t":21.1,"event":"start","language":"ko","app_version":"demo"}
        {"t":21.2,"event":"consent","camera":true,"microphone":false}
        {"t":22.0,"event":"step","name":"payment"}
        {"t":23.2,"event":"error","code":"payment_declined"}
        {"t":24.6,"event":"words","text":"카드가 왜 자꾸 안 되는 거예요? 진짜 짜증나네요."}
        {"t":25.4,"event":"error","code":"payment_declined"}
        {"t":27.6,"event":"end","outcome":"abandoned"}

        {"t":28.1,"event":"start","language":"en","app_version":"demo"}
        {"t":28.2,"event":"consent","camera":true,"microphone":true}
        {"t":29.0,"event":"step","name":"pickup"}
        {"t":30.4,"event":"wait","seconds":45}
        {"t":33.4,"event":"step","name":"receipt"}
        {"t":34.2,"event":"feedback","score":3}
        {"t":34.6,"event":"end","outcome":"completed"}

        {"t":35.1,"event":"start","language":"ko","app_version":"demo"}
        {"t":35.2,"event":"consent","camera":true,"microphone":true}
        {"t":36.4,"event":"step","name":"scan"}
        {"t":38.0,"event":"step","name":"payment"}
        {"t":39.8,"event":"step","name":"receipt"}
        {"t":41.2,"event":"feedback","score":5}
        {"t":41.6,"event":"end","outcome":"completed"}
        """;

    /// <summary>The face holds each until a little before the next, in order of time. From 23 s somebody smiles while
    /// things fail.</summary>
    private static readonly (double Seconds, Face Face)[] Faces =
    [
        (0, Face.Neutral), (2.7, Face.Displeased), (5.2, Face.Pleased), (6.8, Face.Neutral),
        (9.4, Face.Displeased), (13.8, Face.Neutral),
        (23.4, Face.Pleased), (27.8, Face.Neutral),
        (30.6, Face.Displeased), (33.2, Face.Pleased), (34.8, Face.Neutral),
        (39.0, Face.Pleased), (41.8, Face.Neutral),
    ];

    /// <summary>How long a face takes to change; facial actions take about half a second to rise (unverified).</summary>
    private const double ChangeSeconds = 0.5;

    /// <summary>What is said aloud, while the microphone is open.</summary>
    public static IReadOnlyList<DemoWords> Words { get; } =
    [
        new(0.4, "en", "Only these two things today, please.", Agitated: false),
        new(2.8, "en", "Oh no, why does it not take my card? There is enough money on it!", Agitated: true),
        new(7.4, "ko", "이거 하나만 계산하면 되는데요.", Agitated: false),
        new(9.6, "ko", "왜 안 되는 거예요? 아까부터 계속 찍었는데 또 안 되잖아요!", Agitated: true),
        new(28.4, "en", "I am here for my order.", Agitated: false),
        new(30.6, "en", "How much longer will this take? I have been waiting so long!", Agitated: true),
        new(35.6, "ko", "빵 두 개하고 우유 하나 주세요. 봉투는 필요 없어요. 감사합니다.", Agitated: false),
    ];

    /// <summary>What the kiosk app tells, in order of time.</summary>
    /// <param name="start">The script's first instant.</param>
    public static IReadOnlyList<ScreenEvent> Events(DateTimeOffset start) =>
    [
        .. Screen.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            ScreenEventJson.TryReadLine(line, start, out var screenEvent, out var problem) && screenEvent is not null
                ? screenEvent
                : throw new InvalidOperationException($"The demo's line {line} is not valid. {problem}")),
    ];

    /// <summary>The customer's face at a time of the script.</summary>
    public static Face FaceAt(TimeSpan at)
    {
        var next = Array.FindIndex(Faces, one => one.Seconds > at.TotalSeconds);
        var now = next < 0 ? Faces.Length - 1 : next - 1;
        var before = Faces[Math.Max(now - 1, 0)].Face;
        var share = Brush.Step(0, 1, (float)((at.TotalSeconds - Faces[now].Seconds) / ChangeSeconds));
        return Face.Between(before, Faces[now].Face, share);
    }
}

/// <summary>Words of a customer.</summary>
/// <param name="Seconds">When they begin.</param>
/// <param name="Language">Language, as espeak-ng names its voice.</param>
/// <param name="Text">The words.</param>
/// <param name="Agitated">Faster, higher and louder than calm speech.</param>
internal sealed record DemoWords(double Seconds, string Language, string Text, bool Agitated);
