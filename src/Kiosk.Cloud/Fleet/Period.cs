namespace Kiosk.Cloud.Fleet;

/// <summary>A stretch of time up to now that the console can look at, cut into equal parts.</summary>
/// <param name="Name">As in the API: <c>24h</c>, <c>7d</c> or <c>30d</c>.</param>
/// <param name="Length">The whole stretch.</param>
/// <param name="Part">One part of it.</param>
/// <param name="Fresh">How long an answer about it is good enough to be given again.</param>
public sealed record Period(string Name, TimeSpan Length, TimeSpan Part, TimeSpan Fresh)
{
    private static readonly IReadOnlyList<Period> All =
    [
        new("24h", TimeSpan.FromHours(24), TimeSpan.FromHours(1), TimeSpan.FromSeconds(2)),
        new("7d", TimeSpan.FromDays(7), TimeSpan.FromHours(6), TimeSpan.FromSeconds(10)),
        new("30d", TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromSeconds(60)),
    ];

    /// <summary>The period of that name; null when there is none.</summary>
    public static Period? Named(string name) => All.FirstOrDefault(period => period.Name == name);

    /// <summary>When the part that holds <paramref name="at"/> begins.</summary>
    /// <param name="at">A point in time.</param>
    /// <param name="utcOffset">The viewer's, so that a day is the viewer's day.</param>
    public DateTimeOffset PartOf(DateTimeOffset at, TimeSpan utcOffset)
    {
        var local = at.UtcTicks + utcOffset.Ticks;
        return new DateTimeOffset(local - (local % Part.Ticks) - utcOffset.Ticks, TimeSpan.Zero);
    }
}
