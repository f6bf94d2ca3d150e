using System.Globalization;
using Kiosk.Cloud.Storage;

namespace Kiosk.Cloud.Fleet;

/// <summary>Counts of visits that add up: over an hour, a kiosk, a store or the fleet.</summary>
/// <param name="Visits">All visits.</param>
/// <param name="Frustrated">Visits with frustration at some time.</param>
/// <param name="Calmed">Of those, visits in which it subsided.</param>
/// <param name="StaffCalls">Times a person was called.</param>
/// <param name="Outcomes">Visits by how they ended.</param>
/// <param name="Tiers">Visits by what the customer agreed to.</param>
/// <param name="Causes">Frustrated visits by main cause.</param>
/// <param name="Prompts">Prompts shown by strategy.</param>
/// <param name="Feedback">Answers to "Did you feel looked after?" by score 1..5.</param>
/// <param name="FeedbackFrustrated">Of those, answers in visits that had counted as frustrated before.</param>
public sealed record Tally(
    long Visits,
    long Frustrated,
    long Calmed,
    long StaffCalls,
    IReadOnlyDictionary<string, long> Outcomes,
    IReadOnlyDictionary<string, long> Tiers,
    IReadOnlyDictionary<string, long> Causes,
    IReadOnlyDictionary<string, long> Prompts,
    IReadOnlyDictionary<string, long> Feedback,
    IReadOnlyDictionary<string, long> FeedbackFrustrated)
{
    /// <summary>The part of a query that adds up every column of the windows <c>w</c>.</summary>
    internal static readonly string Sums =
        string.Join(", ", CountNames.Columns.Select(column => $"coalesce(sum(w.{column}), 0) as {column}"));

    /// <summary>No visit at all.</summary>
    internal static readonly Tally Zero = From(CountNames.Columns.ToDictionary(column => column, object? (_) => 0L));

    /// <summary>All of them together.</summary>
    internal static Tally Sum(IReadOnlyCollection<Tally> tallies)
    {
        Dictionary<string, long> Counts(Func<Tally, IReadOnlyDictionary<string, long>> kind, IReadOnlyList<string> names) =>
            names.ToDictionary(name => name, name => tallies.Sum(tally => kind(tally)[name]));

        return new Tally(
            tallies.Sum(tally => tally.Visits),
            tallies.Sum(tally => tally.Frustrated),
            tallies.Sum(tally => tally.Calmed),
            tallies.Sum(tally => tally.StaffCalls),
            Counts(tally => tally.Outcomes, CountNames.Outcomes),
            Counts(tally => tally.Tiers, CountNames.Tiers),
            Counts(tally => tally.Causes, CountNames.Causes),
            Counts(tally => tally.Prompts, CountNames.Prompts),
            Counts(tally => tally.Feedback, CountNames.Feedback),
            Counts(tally => tally.FeedbackFrustrated, CountNames.Feedback));
    }

    /// <summary>Reads the columns of <see cref="Sums"/>.</summary>
    internal static Tally From(IDictionary<string, object?> row)
    {
        long Count(string column) => Convert.ToInt64(row[column], CultureInfo.InvariantCulture);
        Dictionary<string, long> Counts(string kind, IReadOnlyList<string> names) =>
            names.ToDictionary(name => name, name => Count($"{kind}_{name}"));

        return new Tally(
            Count("visits"),
            Count("frustrated"),
            Count("calmed"),
            Count("staff_calls"),
            Counts("outcome", CountNames.Outcomes),
            Counts("tier", CountNames.Tiers),
            Counts("cause", CountNames.Causes),
            Counts("prompt", CountNames.Prompts),
            Counts("feedback", CountNames.Feedback),
            Counts("feedback_frustrated", CountNames.Feedback));
    }
}
