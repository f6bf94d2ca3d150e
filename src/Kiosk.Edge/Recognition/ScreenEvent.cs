namespace Kiosk.Edge.Recognition;

/// <summary>Something that happened on the kiosk's screen, told by the kiosk app. A closed set: the nested records.</summary>
/// <param name="At">When it was told, UTC.</param>
public abstract record ScreenEvent(DateTimeOffset At)
{
    /// <summary>The customer agreed to, or withdrew, the use of the sensors.</summary>
    public sealed record Consent(DateTimeOffset At, bool Camera, bool Microphone) : ScreenEvent(At);

    /// <summary>A customer began.</summary>
    /// <param name="At">When, UTC.</param>
    /// <param name="Language">BCP 47 tag of the screen's language, such as <c>ko</c>.</param>
    /// <param name="AppVersion">The kiosk app's version, for the technician; null when not told.</param>
    /// <param name="Again">The customer began earlier, and the worker may have been away since: a visit that is on goes
    /// on.</param>
    public sealed record Start(DateTimeOffset At, string Language, string? AppVersion, bool Again = false) : ScreenEvent(At);

    /// <summary>The app shows another step.</summary>
    /// <param name="At">When, UTC.</param>
    /// <param name="Name">The step's name in the app, such as <c>payment</c>.</param>
    /// <param name="IsPrivate">A card or PIN is entered there: the sensors are closed until the next step.</param>
    public sealed record Step(DateTimeOffset At, string Name, bool IsPrivate = false) : ScreenEvent(At);

    /// <summary>The customer touches the screen, and nothing else is told of it.</summary>
    /// <param name="At">When, UTC.</param>
    /// <param name="Language">BCP 47 tag of the language they chose thereby; null when they chose none.</param>
    public sealed record Touch(DateTimeOffset At, string? Language = null) : ScreenEvent(At);

    /// <summary>Something failed in front of the customer.</summary>
    public sealed record Error(DateTimeOffset At, ErrorCode Code) : ScreenEvent(At);

    /// <summary>The customer has had to wait.</summary>
    /// <param name="At">When it was told, UTC.</param>
    /// <param name="Duration">How long by then, more than 0.</param>
    public sealed record Wait(DateTimeOffset At, TimeSpan Duration) : ScreenEvent(At);

    /// <summary>The customer shows by the way of touching that something is hard.</summary>
    public sealed record Struggle(DateTimeOffset At, StruggleKind Kind) : ScreenEvent(At);

    /// <summary>The customer typed or said words. They are read once and never kept.</summary>
    public sealed record Words(DateTimeOffset At, string Text) : ScreenEvent(At)
    {
        /// <summary>Says that there are words, never which, so that no log can hold them.</summary>
        public override string ToString() => $"{nameof(Words)} {{ At = {At:O} }}";
    }

    /// <summary>The answer to "Did you feel looked after?".</summary>
    /// <param name="At">When, UTC.</param>
    /// <param name="Score">1 (not at all) to 5 (very much).</param>
    public sealed record Feedback(DateTimeOffset At, int Score) : ScreenEvent(At);

    /// <summary>The customer is done or gone.</summary>
    public sealed record End(DateTimeOffset At, VisitOutcome Outcome) : ScreenEvent(At);
}
