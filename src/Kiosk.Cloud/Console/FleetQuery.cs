using Kiosk.Cloud.Fleet;
using Microsoft.AspNetCore.Mvc;

namespace Kiosk.Cloud.Console;

/// <summary>The part of the fleet and of the past that a call asks about, as its path and query give it.</summary>
/// <param name="PeriodName"><c>period</c>: one that <see cref="Period.Named"/> knows; a day unless given.</param>
/// <param name="Chain">Null: the whole fleet.</param>
/// <param name="Store">Null: the whole chain.</param>
/// <param name="Kiosk">Null: the whole store.</param>
/// <param name="UtcOffset"><c>utc_offset</c>: the viewer's, in minutes, so that a day is the viewer's day.</param>
internal readonly record struct FleetQuery(
    [FromQuery(Name = "period")] string? PeriodName,
    string? Chain,
    string? Store,
    string? Kiosk,
    [FromQuery(Name = "utc_offset")] int? UtcOffset)
{
    /// <summary>The widest offset in use is UTC+14, the Line Islands.</summary>
    private const int MaxUtcOffsetMinutes = 14 * 60;

    /// <summary>Gives what is asked about; returns a sentence when that can't be answered, otherwise null.</summary>
    public string? Read(out Scope scope, out Period period, out TimeSpan utcOffset)
    {
        var (known, minutes) = (Period.Named(PeriodName ?? "24h"), UtcOffset ?? 0);
        (scope, period, utcOffset) = (new Scope(Chain, Store, Kiosk), known!, TimeSpan.FromMinutes(minutes));
        return this switch
        {
            _ when known is null => "The period must be 24h, 7d or 30d.",
            { Store: not null, Chain: null } => "A store needs its chain.",
            { Kiosk: not null, Store: null } => "A kiosk needs its store.",
            _ when minutes is < -MaxUtcOffsetMinutes or > MaxUtcOffsetMinutes =>
                $"The utc_offset is in minutes and must be -{MaxUtcOffsetMinutes} to {MaxUtcOffsetMinutes}.",
            _ => null,
        };
    }
}
