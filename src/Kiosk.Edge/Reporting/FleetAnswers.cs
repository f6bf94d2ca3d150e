using Kiosk.Edge.Recognition;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;
using Kiosk.Wire;

namespace Kiosk.Edge.Reporting;

/// <summary>Reads what the fleet has learned, and trusts no figure of it that cannot be.</summary>
internal static class FleetAnswers
{
    private const int MostEditions = 4;

    private static readonly Dictionary<string, Cause> Causes = Enum.GetValues<Cause>().ToDictionary(WireName.Of);
    private static readonly Dictionary<string, Strategy> Strategies = Enum.GetValues<Strategy>().ToDictionary(WireName.Of);

    /// <summary>What was learned with each edition of the catalogue. A name of a newer fleet is left out; null when the whole
    /// must be refused.</summary>
    public static IReadOnlyList<FleetExperience>? Read(DesiredState desired)
    {
        // JSON may hold a null where the types say that there is none.
        if (desired.Version != 1 || desired.Answers.Count > MostEditions
            || desired.Answers.Values.Any(edition => edition is null
                || edition.Values.Any(cause => cause is null || cause.Values.Any(count => count is null)))
            || desired.Answers.Values.SelectMany(cause => cause.Values).SelectMany(answer => answer.Values)
                .Any(count => count.Well < 0 || count.Well > count.Visits))
        {
            return null;
        }

        return
        [
            .. desired.Answers.Select(edition => new FleetExperience(edition.Key,
            [
                .. from cause in edition.Value
                   where Causes.ContainsKey(cause.Key)
                   from answer in cause.Value
                   where answer.Value.Visits > 0 && Strategies.ContainsKey(answer.Key)
                   select new FleetCount(
                       Causes[cause.Key], Strategies[answer.Key], answer.Value.Visits, answer.Value.Well),
            ])),
        ];
    }
}
