using Kiosk.Wire;

namespace Kiosk.Cloud.Ingest;

/// <summary>What must hold of a window before it may be stored.</summary>
internal static class WindowCheck
{
    /// <summary>More names than any version of the wire has.</summary>
    private const int MaxNames = 32;

    /// <summary>Why the window must be refused, as the end of a sentence; null when it may be stored.</summary>
    /// <param name="window">The payload.</param>
    /// <param name="address">The kiosk of the topic it came on.</param>
    /// <param name="id">The CloudEvents <c>id</c> it came with.</param>
    /// <param name="fewestVisits">Windows over fewer visits are refused.</param>
    public static string? Refusal(VisitWindow window, KioskAddress address, string? id, int fewestVisits)
    {
        if (window.Version != 1)
        {
            return $"its version is {window.Version}, and 1 is the one known";
        }

        if (!KioskAddress.IsLevel(window.Boot) || window.Sequence < 1)
        {
            return "its boot or sequence is not one";
        }

        var expected = new EventId(address, window.Boot, window.Sequence).ToString();
        if (id != expected)
        {
            return $"its id is '{id}' where its topic and content say '{expected}'";
        }

        if (window.Opened > window.Closed)
        {
            return "it closed before it opened";
        }

        if (window.K < fewestVisits || window.Visits < window.K)
        {
            return $"it is over {window.Visits} visits with k {window.K}, and fewer than {fewestVisits} are not taken";
        }

        return CountsRefusal(window) ?? TrialsRefusal(window) ?? StepsRefusal(window);
    }

    /// <summary>JSON may hold a null where the types say that there is none.</summary>
    private static bool HasHole<T>(IReadOnlyDictionary<string, IReadOnlyDictionary<string, T>> counts)
        where T : class =>
        counts.Values.Any(inner => inner is null || inner.Values.Any(count => count is null));

    private static string? TrialsRefusal(VisitWindow window)
    {
        if (HasHole(window.Trials))
        {
            return "its trials have a null";
        }

        var trials = window.Trials.Values.SelectMany(answers => answers).ToList();
        if (window.Trials.Count > MaxNames || window.Trials.Values.Any(answers => answers.Count > MaxNames)
            || !window.Trials.Keys.Concat(trials.Select(trial => trial.Key)).All(KioskAddress.IsLevel))
        {
            return $"its trials have more than {MaxNames} names, or one that is none";
        }

        return trials.All(trial => trial.Value is { Visits: > 0, Well: >= 0, WellWeight: >= 0 } count
                && count.Well <= count.Visits && count.WellWeight <= count.Weight && double.IsFinite(count.Weight))
            && trials.Sum(trial => (long)trial.Value.Visits) <= window.Frustrated
                ? null
                : "its trials contradict each other, or are more than its frustrated visits";
    }

    private static string? StepsRefusal(VisitWindow window)
    {
        if (HasHole(window.Steps))
        {
            return "its steps have a null";
        }

        var steps = window.Steps.Values.SelectMany(version => version).ToList();
        if (steps.Count > AppName.MostPairs
            || !window.Steps.Keys.Concat(steps.Select(step => step.Key)).All(AppName.IsName)
            || window.Edition is not null && !KioskAddress.IsLevel(window.Edition))
        {
            return $"its steps are more than {AppName.MostPairs}, or a name of a step, a version or the edition is none";
        }

        return steps.All(step => step.Value.Visits >= window.K && step.Value.Visits <= window.Visits
            && step.Value.Frustrated >= 0 && step.Value.Frustrated <= step.Value.Visits)
                ? null
                : $"a step was touched by fewer than {window.K} visits or by more than there are";
    }

    private static string? CountsRefusal(VisitWindow window)
    {
        foreach (var (kind, counts) in new[]
        {
            ("outcomes", window.Outcomes), ("tiers", window.Tiers), ("causes", window.Causes),
            ("prompts", window.Prompts), ("feedback", window.Feedback),
        })
        {
            if (counts.Count > MaxNames)
            {
                return $"its {kind} have {counts.Count} names, more than {MaxNames}";
            }

            if (counts.Values.Any(count => count < 0))
            {
                return $"one of its {kind} is negative";
            }
        }

        if (Sum(window.Outcomes) != window.Visits || Sum(window.Tiers) != window.Visits)
        {
            return "its outcomes or tiers do not add up to its visits";
        }

        if (window.Frustrated < 0 || window.Frustrated > window.Visits || Sum(window.Causes) != window.Frustrated)
        {
            return "its causes do not add up to its frustrated visits, or these are more than all";
        }

        if (window.Calmed < 0 || window.Calmed > window.Frustrated)
        {
            return "its calmed visits are more than its frustrated ones";
        }

        // The others are held to the visits; a column holds no more than this, and unknown names are added up into one.
        if (Sum(window.Prompts) > int.MaxValue)
        {
            return "its prompts are more than can be counted";
        }

        if (window.StaffCalls < 0)
        {
            return "its staff calls are negative";
        }

        return window.Feedback.Keys.All(score => score is "1" or "2" or "3" or "4" or "5")
            && Sum(window.Feedback) <= window.Visits
            && window.FeedbackFrustrated.All(answers =>
                answers.Value >= 0 && answers.Value <= window.Feedback.GetValueOrDefault(answers.Key))
                ? null
                : "its feedback has a score other than 1 to 5, more answers than visits, or more of the frustrated than of all";
    }

    private static long Sum(IReadOnlyDictionary<string, int> counts) => counts.Values.Sum(count => (long)count);
}
