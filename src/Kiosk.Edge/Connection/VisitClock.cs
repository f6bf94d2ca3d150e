namespace Kiosk.Edge.Connection;

/// <summary>The time of one visit. It goes on evenly and never back, whatever is done to the kiosk's clock and in
/// whatever order news comes.</summary>
/// <remarks>News keeps its age: a face read 120 ms after its picture was taken counts for when it was taken. What says
/// that it is from the future, or older than can be, is taken for what was told last moment.</remarks>
internal sealed class VisitClock(TimeProvider time)
{
    /// <summary>Reading a face or a voice takes less (the budget is 150 ms); what is older was stamped before the clock
    /// was set.</summary>
    private static readonly TimeSpan OldestNews = TimeSpan.FromSeconds(2);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>When the visit began, by the kiosk's clock then.</summary>
    public DateTimeOffset Start => _start;

    /// <summary>The visit's time.</summary>
    public DateTimeOffset Now => _start + time.GetElapsedTime(_started);

    /// <summary>A time of the visit by the kiosk's clock as it is now, which may have been set since the visit began.</summary>
    public DateTimeOffset AsSet(DateTimeOffset at) =>
        time.GetUtcNow() - Now is var set && set.Duration() > OldestNews ? at + set : at;

    /// <summary>The visit's time of something that the kiosk's clock stamped.</summary>
    public DateTimeOffset Of(DateTimeOffset stamped)
    {
        var age = time.GetUtcNow() - stamped;
        var at = age < TimeSpan.Zero ? Now : Now - (age < OldestNews ? age : OldestNews);
        _last = at > _last ? at : _last;
        return _last;
    }
}
