using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Response;

/// <summary>What the experience tells of each answer in each situation: how much better a visit goes with it, in log-odds,
/// and how sure that is.</summary>
/// <remarks>What the situation does by itself is estimated over all answers; then, on top of it, what each answer adds. In
/// both, cause, mood, level, tier and language have their own weight that begins at nothing: a situation that was never
/// seen borrows from those that are like it. Counts fully decide the model, so it needs no memory of its own.</remarks>
internal sealed class AnswerModel
{
    private static readonly int Causes = Enum.GetValues<Cause>().Length;
    private static readonly int Moods = Enum.GetValues<Mood>().Length;
    private static readonly int Tiers = Enum.GetValues<EvidenceTier>().Length;

    private const int Levels = 3;

    /// <summary>Languages beyond share the last place.</summary>
    private const int Languages = 8;

    private readonly LogisticFit _situation = new(SituationMeans(), Spreads(
        ChoicePrior.WellSpread, ChoicePrior.WellSpreadByCause, ChoicePrior.WellSpreadByRest, ChoicePrior.WellSpreadByRest));

    private readonly Dictionary<Strategy, LogisticFit> _answers = Enum.GetValues<Strategy>().ToDictionary(
        strategy => strategy,
        strategy => new LogisticFit(AnswerMeans(strategy), Spreads(
            ChoicePrior.Spread, ChoicePrior.SpreadByCause, ChoicePrior.SpreadByMood, ChoicePrior.SpreadByRest)));

    private readonly List<string> _languages = [];

    private static int Size => 1 + Causes + Moods + Levels + Tiers + Languages;

    /// <summary>Learns the experience, in place of what was learned before.</summary>
    public void Learn(Experience experience)
    {
        var records = experience.Records
            .Select(one => (one.Key.Strategy, Weights: Weights(one.Key.Situation), one.Value))
            .ToList();
        _situation.Fit([.. records.Select(one => new LogisticFit.Row(one.Weights, 0, one.Value.Tried, one.Value.Well))]);
        foreach (var same in records.GroupBy(one => one.Strategy))
        {
            _answers[same.Key].Fit(
            [
                .. same.Select(one => new LogisticFit.Row(
                    one.Weights, _situation.Predict(one.Weights).Mean, one.Value.Tried, one.Value.Well)),
            ]);
        }
    }

    /// <summary>How much better than the average answer, in log-odds, and the standard deviation of that.</summary>
    public (double Mean, double Spread) Effect(in Situation situation, Strategy strategy) =>
        _answers[strategy].Predict(Weights(situation));

    private int[] Weights(in Situation situation)
    {
        var cause = 1 + (int)situation.Cause;
        var mood = 1 + Causes + (int)situation.Mood;
        var level = 1 + Causes + Moods + situation.Level - 1;
        var tier = 1 + Causes + Moods + Levels + (int)situation.Tier;
        return [0, cause, mood, level, tier, 1 + Causes + Moods + Levels + Tiers + Place(situation.Language)];
    }

    private int Place(string language)
    {
        var place = _languages.IndexOf(language);
        if (place < 0 && _languages.Count < Languages)
        {
            _languages.Add(language);
            place = _languages.Count - 1;
        }

        return place < 0 ? Languages - 1 : place;
    }

    private static double[] SituationMeans()
    {
        var means = new double[Size];
        means[0] = ChoicePrior.WellLogOdds;
        return means;
    }

    private static double[] AnswerMeans(Strategy strategy)
    {
        var means = new double[Size];
        means[0] = ChoicePrior.Of(strategy);
        for (var cause = 0; cause < Causes; cause++)
        {
            means[1 + cause] = ChoicePrior.Of(strategy, (Cause)cause);
        }

        for (var mood = 0; mood < Moods; mood++)
        {
            means[1 + Causes + mood] = ChoicePrior.Of(strategy, (Mood)mood);
        }

        return means;
    }

    private static double[] Spreads(double whole, double cause, double mood, double rest)
    {
        var spreads = new double[Size];
        Array.Fill(spreads, rest);
        spreads[0] = whole;
        Array.Fill(spreads, cause, 1, Causes);
        Array.Fill(spreads, mood, 1 + Causes, Moods);
        return spreads;
    }
}
