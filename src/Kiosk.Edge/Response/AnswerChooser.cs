namespace Kiosk.Edge.Response;

/// <summary>Chooses among the answers that the rules allow, and learns from how visits went.</summary>
/// <remarks>A contextual bandit by Thompson sampling (Russo et al., A Tutorial on Thompson Sampling, 2018): an answer is
/// drawn as often as it is likely to be the best, so what is uncertain is tried and what is known is used. Every answer
/// keeps a small chance, so that each can be measured; the chance is told with the choice.</remarks>
internal sealed class AnswerChooser
{
    /// <summary>The share of choices drawn evenly.</summary>
    private const double Even = 0.05;

    /// <summary>Draws by which the chance to be the best is estimated; its error is at most 0.03.</summary>
    private const int Draws = 300;

    private readonly ResponseOptions _options;
    private readonly Random _random;
    private readonly AnswerModel _model = new();

    /// <summary>Begins with what was learned before.</summary>
    public AnswerChooser(ResponseOptions options, Experience experience, Random random)
    {
        (_options, Experience, _random) = (options, experience, random);
        _model.Learn(experience);
    }

    /// <summary>What was learned.</summary>
    public Experience Experience { get; }

    /// <summary>Whether a visit, drawn by chance, gets no prompts, so that the others can be compared with it.</summary>
    public bool DrawsControl() => _options.ControlShare > 0 && _random.NextDouble() < _options.ControlShare;

    /// <summary>Chooses an answer.</summary>
    /// <param name="situation">What for.</param>
    /// <param name="strategies">What the rules allow, at least one.</param>
    public Choice Choose(in Situation situation, IReadOnlyList<Strategy> strategies)
    {
        var effects = new (double Mean, double Spread)[strategies.Count];
        for (var i = 0; i < effects.Length; i++)
        {
            effects[i] = _model.Effect(situation, strategies[i]);
        }

        var chances = _options.Learning ? Chances(effects) : Certain(effects);
        var drawn = _options.Learning ? Draw(chances) : Array.IndexOf(chances, 1);
        return new Choice(
            situation,
            strategies[drawn],
            chances[drawn],
            strategies.Select((strategy, i) => (strategy, chances[i])).ToDictionary());
    }

    /// <summary>Learns from a visit.</summary>
    /// <param name="choices">What was chosen in it.</param>
    /// <param name="reward">How well it went, 0..1.</param>
    public void Learn(IReadOnlyList<Choice> choices, double reward)
    {
        if (!_options.Learning || choices.Count == 0)
        {
            return;
        }

        foreach (var choice in choices)
        {
            Experience.Add(choice.Situation, choice.Strategy, tried: 1, well: reward);
        }

        _model.Learn(Experience);
    }

    private static double[] Certain((double Mean, double Spread)[] effects)
    {
        var chances = new double[effects.Length];
        chances[Array.IndexOf(effects, effects.MaxBy(effect => effect.Mean))] = 1;
        return chances;
    }

    private double[] Chances((double Mean, double Spread)[] effects)
    {
        var chances = new double[effects.Length];
        Array.Fill(chances, Even / effects.Length);
        for (var draw = 0; draw < Draws; draw++)
        {
            var best = 0;
            var most = double.NegativeInfinity;
            for (var i = 0; i < effects.Length; i++)
            {
                var effect = effects[i].Mean + (effects[i].Spread * Normal());
                (best, most) = effect > most ? (i, effect) : (best, most);
            }

            chances[best] += (1 - Even) / Draws;
        }

        return chances;
    }

    private int Draw(double[] chances)
    {
        var left = _random.NextDouble();
        for (var i = 0; i < chances.Length - 1; i++)
        {
            left -= chances[i];
            if (left < 0)
            {
                return i;
            }
        }

        return chances.Length - 1;
    }

    /// <summary>A standard normal number, by Box and Muller.</summary>
    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
