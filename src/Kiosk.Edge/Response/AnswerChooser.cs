namespace Kiosk.Edge.Response;

/// <summary>Chooses among the answers that the rules allow, and learns from how visits went.</summary>
/// <remarks>A contextual bandit by Thompson sampling (Russo et al., A Tutorial on Thompson Sampling, 2018): an answer is
/// drawn as often as it is likely to be the best, so what is uncertain is tried and what is known is used. Doubt is made
/// smaller than it is (Chapelle and Li, An Empirical Evaluation of Thompson Sampling, 2011), because customers who are
/// frustrated are few and none should be spent on curiosity. Every answer keeps a small chance, so that each can be
/// measured; the chance is told with the choice.</remarks>
internal sealed class AnswerChooser
{
    /// <summary>The share of choices drawn evenly.</summary>
    private const double Even = 0.03;

    /// <summary>The part of the doubt that draws are made with.</summary>
    private const double Curiosity = 0.3;

    /// <summary>The part of a visit that went well which counts for an answer that another one had to follow.</summary>
    private const double Followed = 0.5;

    /// <summary>Draws by which the chance to be the best is estimated; its error is at most 0.03.</summary>
    private const int Draws = 300;

    private readonly ResponseOptions _options;
    private readonly Random _random;
    private readonly AnswerModel _model = new();
    private FleetExperience? _fleet;

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
        var (effects, covariance) = _model.Effects(situation, strategies);
        var chances = _options.Learning ? Chances(effects, covariance) : Certain(effects);
        var drawn = _options.Learning ? Draw(chances) : Array.IndexOf(chances, 1);
        return new Choice(
            situation,
            strategies[drawn],
            chances[drawn],
            strategies.Select((strategy, i) => (strategy, chances[i])).ToDictionary());
    }

    /// <summary>Learns from a visit.</summary>
    /// <param name="choices">What was chosen in it, in order.</param>
    /// <param name="reward">How well it went, 0..1.</param>
    public void Learn(IReadOnlyList<Choice> choices, double reward)
    {
        if (!_options.Learning || choices.Count == 0)
        {
            return;
        }

        for (var i = 0; i < choices.Count; i++)
        {
            var followed = i + 1 < choices.Count && choices[i + 1].Situation.Level > choices[i].Situation.Level;
            Experience.Add(
                choices[i].Situation, choices[i].Strategy, tried: 1, well: followed ? Followed * reward : reward);
        }

        _model.Learn(Experience, _fleet);
    }

    /// <summary>Takes in what others have learned, in place of what they had learned before.</summary>
    public void Learn(FleetExperience fleet)
    {
        _fleet = fleet;
        _model.Learn(Experience, fleet);
    }

    private static double[] Certain(double[] effects)
    {
        var chances = new double[effects.Length];
        chances[Array.IndexOf(effects, effects.Max())] = 1;
        return chances;
    }

    private double[] Chances(double[] effects, double[][] covariance)
    {
        var chances = new double[effects.Length];
        Array.Fill(chances, Even / effects.Length);
        var factor = Root(covariance);
        var normal = new double[effects.Length];
        for (var draw = 0; draw < Draws; draw++)
        {
            var best = 0;
            var most = double.NegativeInfinity;
            for (var i = 0; i < effects.Length; i++)
            {
                normal[i] = Normal();
                var effect = effects[i];
                for (var k = 0; k <= i; k++)
                {
                    effect += Curiosity * factor[i][k] * normal[k];
                }

                (best, most) = effect > most ? (i, effect) : (best, most);
            }

            chances[best] += (1 - Even) / Draws;
        }

        return chances;
    }

    /// <summary>The Cholesky factor of a covariance; what is certain, such as silence, has a row of nothing.</summary>
    private static double[][] Root(double[][] covariance)
    {
        var factor = covariance.Select(row => new double[row.Length]).ToArray();
        for (var i = 0; i < factor.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = covariance[i][j];
                for (var k = 0; k < j; k++)
                {
                    sum -= factor[i][k] * factor[j][k];
                }

                factor[i][j] = i == j ? Math.Sqrt(Math.Max(0, sum)) : factor[j][j] > 0 ? sum / factor[j][j] : 0;
            }
        }

        return factor;
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
