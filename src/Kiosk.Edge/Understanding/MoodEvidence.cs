namespace Kiosk.Edge.Understanding;

/// <summary>Weighs the evidence for each mood against the others. It abstains unless one is clearly ahead, and does not
/// leave a mood for one that is hardly stronger.</summary>
internal sealed class MoodEvidence
{
    /// <summary>Less than this is too little to name a mood; about one plain sign. Unverified.</summary>
    private const double Enough = 0.8;

    /// <summary>How far a mood must be ahead of the others to be named, or to take another's place. Unverified.</summary>
    private const double Clearly = 0.3;

    private static readonly Mood[] Troubled = [Mood.Irritated, Mood.Anxious, Mood.Lost];

    private readonly double[] _evidence = new double[Enum.GetValues<Mood>().Length];
    private Mood _named = Mood.Unknown;

    /// <summary>Adds evidence, 0 or more, for a mood; none for <see cref="Mood.Unknown"/>.</summary>
    public void Add(Mood mood, double evidence)
    {
        if (mood != Mood.Unknown)
        {
            _evidence[(int)mood] = Math.Min(_evidence[(int)mood] + evidence, EvidenceWeights.Ceiling);
        }
    }

    /// <summary>Keeps only a part of what is known, 0..1.</summary>
    public void Forget(double kept)
    {
        for (var i = 0; i < _evidence.Length; i++)
        {
            _evidence[i] *= kept;
        }
    }

    /// <summary>The mood now.</summary>
    /// <param name="troubled">There is evidence of frustration.</param>
    /// <param name="observed">Something of the customer was noticed lately.</param>
    public Mood Name(bool troubled, bool observed) => _named = (troubled, observed) switch
    {
        (true, _) => Strongest(),
        (false, _) when _evidence[(int)Mood.Pleased] >= Enough => Mood.Pleased,
        (false, true) => Mood.Calm,
        (false, false) => Mood.Unknown,
    };

    private Mood Strongest()
    {
        var strongest = Mood.Unknown;
        var lead = Enough;
        foreach (var mood in Troubled)
        {
            var own = _evidence[(int)mood] + (mood == _named ? Clearly : 0);
            var others = StrongestBut(mood);
            if (own >= Math.Max(lead, others + Clearly))
            {
                (strongest, lead) = (mood, own);
            }
        }

        return strongest;
    }

    private double StrongestBut(Mood mood)
    {
        var strongest = 0.0;
        foreach (var other in Troubled)
        {
            strongest = other == mood ? strongest : Math.Max(strongest, _evidence[(int)other]);
        }

        return strongest;
    }
}
