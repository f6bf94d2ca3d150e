namespace Kiosk.Cloud.Fleet;

/// <summary>How visits went over a period, beside the period before it.</summary>
/// <param name="Period">The name of the period.</param>
/// <param name="From">When its first part begins, UTC.</param>
/// <param name="PartSeconds">How long each part is.</param>
/// <param name="Total">Over the whole period, up to now.</param>
/// <param name="Before">Over the same stretch one period earlier.</param>
/// <param name="Parts">One for each part, in order; the last is still running.</param>
/// <param name="AsOf">When this was so, UTC: an answer may be given again.</param>
public sealed record Trend(
    string Period,
    DateTimeOffset From,
    long PartSeconds,
    Tally Total,
    Tally Before,
    IReadOnlyList<TrendPart> Parts,
    DateTimeOffset AsOf);

/// <summary>One part of a <see cref="Trend"/>.</summary>
/// <param name="Start">When it begins, UTC.</param>
/// <param name="Tally">The windows that closed in it.</param>
public sealed record TrendPart(DateTimeOffset Start, Tally Tally);
