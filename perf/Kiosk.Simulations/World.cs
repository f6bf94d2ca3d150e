using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Simulations;

/// <summary>What answers do in a world.</summary>
internal enum WorldKind
{
    /// <summary>Some help, which ones depends on the cause and the mood.</summary>
    SomethingWorks,

    /// <summary>Whatever is said changes nothing.</summary>
    NothingWorks,

    /// <summary>Whatever is said makes it worse.</summary>
    PromptsHarm,
}

/// <summary>A store's customers: how likely a frustrated one gets done, by cause, hidden mood and answer. Drawn from the
/// normal distributions below, log-odds, by the seed alone; the figures are made up, and the learner does not know them.
/// </summary>
internal sealed class World
{
    private const double Base = 0.1, BaseByCause = 0.5, BaseByMood = 0.3;
    private const double Effect = 0.4, EffectByCause = 0.7, EffectByMood = 0.4;
    private const double Harm = -0.9;

    /// <summary>Who has already been answered in vain gets done less often.</summary>
    private const double SecondTry = -0.4;

    private static readonly Cause[] Causes = Enum.GetValues<Cause>();
    private static readonly string[] Languages = ["en", "ko"];
    private static readonly Mood[] Moods = [Mood.Unknown, Mood.Irritated, Mood.Anxious, Mood.Lost];

    private readonly Dictionary<Cause, double> _causes;
    private readonly Dictionary<Mood, double> _moods;
    private readonly Dictionary<(Strategy, Cause), double> _byCause;
    private readonly Dictionary<(Strategy, Mood), double> _byMood;

    public World(WorldKind kind, int seed)
    {
        var random = new Random(seed);
        _causes = Causes.ToDictionary(cause => cause, _ => Base + (BaseByCause * Normal(random)));
        _moods = Moods.ToDictionary(mood => mood, _ => BaseByMood * Normal(random));
        _byCause = [];
        _byMood = [];
        foreach (var strategy in Enum.GetValues<Strategy>())
        {
            var whole = kind == WorldKind.PromptsHarm ? Harm : Effect * Normal(random);
            var spread = kind == WorldKind.PromptsHarm ? 0.3 : 1;
            var none = strategy == Strategy.SayNothing || kind == WorldKind.NothingWorks;
            foreach (var cause in Causes)
            {
                _byCause[(strategy, cause)] = none ? 0 : whole + (spread * EffectByCause * Normal(random));
            }

            foreach (var mood in Moods)
            {
                _byMood[(strategy, mood)] = none ? 0 : spread * EffectByMood * Normal(random);
            }
        }
    }

    /// <summary>Every situation with how likely it is: causes and tiers unevenly, a mood seen in half of the cases.
    /// </summary>
    public static IReadOnlyList<(Situation Situation, double Share)> Situations { get; } =
    [
        .. from cause in Causes
           from mood in Moods
           from tier in Enum.GetValues<EvidenceTier>()
           from language in Languages
           select (
               new Situation(cause, mood, 1, tier, language),
               CauseShare(cause) * (mood == Mood.Unknown ? 0.5 : 0.5 / 3)
                   * (tier == EvidenceTier.Screen ? 0.7 : 0.1) * (language == "ko" ? 0.7 : 0.3)),
    ];

    /// <summary>How likely a customer gets done after an answer, 0..1.</summary>
    public double Well(in Situation situation, Strategy strategy, bool second) => 1 / (1 + Math.Exp(-(
        _causes[situation.Cause] + _moods[situation.Mood] + (second ? SecondTry : 0)
        + _byCause[(strategy, situation.Cause)] + _byMood[(strategy, situation.Mood)])));

    /// <summary>Draws the next frustrated customer.</summary>
    public static Situation Next(Random random)
    {
        var left = random.NextDouble();
        foreach (var (situation, share) in Situations)
        {
            left -= share;
            if (left < 0)
            {
                return situation;
            }
        }

        return Situations[^1].Situation;
    }

    /// <summary>Payment and items are half of what frustrates.</summary>
    private static double CauseShare(Cause cause) =>
        cause is Cause.Payment or Cause.ItemNotFound ? 0.25 : 0.5 / (Causes.Length - 2);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
