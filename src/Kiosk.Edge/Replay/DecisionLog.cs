using System.Globalization;
using Kiosk.Edge.Response;

namespace Kiosk.Edge.Replay;

/// <summary>Notes every prompt and every silence of a replay with its reasons: once each time the rule that decides
/// changes, and for each prompt.</summary>
internal sealed class DecisionLog(Attendant attendant, TimeProvider time, DateTimeOffset start, TextWriter? output)
{
    private readonly List<ExplainedDecision> _decisions = [];
    private readonly List<(double T, double Frustration)> _course = [];
    private Rule? _last;

    /// <summary>What was noted, in order.</summary>
    public IReadOnlyList<ExplainedDecision> Decisions => _decisions;

    /// <summary>The estimate over time, four times a second at the most.</summary>
    public IReadOnlyList<(double T, double Frustration)> Course => _course;

    /// <summary>Looks at the last decision; called after each.</summary>
    public void Note()
    {
        var seconds = Math.Round((time.GetUtcNow() - start).TotalSeconds, 3);
        if (attendant.Why is { } now && (_course.Count == 0 || seconds - _course[^1].T >= 0.25))
        {
            _course.Add((seconds, now.Frustration));
        }

        var rule = attendant.Rule;
        if (rule == _last)
        {
            return;
        }

        _last = rule;
        if (attendant.Why is { } why)
        {
            var decision = new ExplainedDecision(seconds, why);
            _decisions.Add(decision);
            output?.Write(Text(decision));
        }
    }

    private static string Text(ExplainedDecision decision)
    {
        var why = decision.Why;
        var text = new System.Text.StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

        Line($"{decision.T,7:0.0} s  {(why.Strategy is null ? "silent" : why.Strategy)}, rule {why.Rule}");
        Line($"           frustration {why.Frustration:0.00} ± {why.Uncertainty:0.00}, cause {why.Cause}, mood {why.Mood}");
        foreach (var sign in why.Evidence)
        {
            Line($"           {sign.Weight,6:+0.00;-0.00} {sign.Sign}");
        }

        if (why.Choices.Count > 0)
        {
            Line($"           chosen from {string.Join(", ", why.Choices.Select(one => FormattableString.Invariant($"{one.Key} {one.Value:0.00}")))}");
        }

        foreach (var change in why.WouldChange)
        {
            Line($"           {Sentence(change)}");
        }

        return text.ToString();
    }

    private static FormattableString Sentence(Counterfactual change) => change.Kind switch
    {
        ChangeKind.WithoutSign => $"otherwise without {change.Sign}",
        ChangeKind.MoreEvidence when change.Sign is { } sign => $"otherwise with {change.Amount:0.00} more evidence, such as {sign}",
        ChangeKind.MoreEvidence => $"otherwise with {change.Amount:0.00} more evidence",
        ChangeKind.Later => $"otherwise {change.Amount:0.0} s later",
        _ => $"otherwise with another limit than {change.Amount:0}",
    };
}

/// <summary>A decision and its reasons, <c>T</c> seconds from the start of the script.</summary>
internal sealed record ExplainedDecision(double T, Explanation Why);
