namespace Kiosk.Cloud.Fleet;

/// <summary>Whether prompts help: frustrated visits with prompts beside those drawn to get none.</summary>
/// <param name="Answered">Visits with prompts.</param>
/// <param name="Control">Visits drawn to get none.</param>
/// <param name="Lift">How much larger the share is that went well with prompts, each kiosk compared with itself; null while one
/// of the two groups of <paramref name="Compared"/> is too small to tell.</param>
/// <param name="FewestVisits">What each group needs.</param>
/// <param name="Answers">What each first answer did, most given first.</param>
/// <param name="Compared">What the lift is told from.</param>
/// <param name="AsOf">When this was so, UTC: an answer may be given again.</param>
public sealed record Effect(
    EffectGroup Answered,
    EffectGroup Control,
    Interval? Lift,
    int FewestVisits,
    IReadOnlyList<AnswerEffect> Answers,
    EffectComparison Compared,
    DateTimeOffset AsOf);

/// <summary>The visits of the kiosks that have both kinds: one whose visits all got prompts says what its customers are like, not
/// what prompts do.</summary>
/// <param name="Kiosks">How many kiosks.</param>
/// <param name="Answered">Their visits with prompts.</param>
/// <param name="Control">Their visits drawn to get none.</param>
public sealed record EffectComparison(int Kiosks, EffectGroup Answered, EffectGroup Control);

/// <summary>Visits and how they went.</summary>
/// <param name="Visits">So many.</param>
/// <param name="Well">Of those, visits that were completed without a person.</param>
public sealed record EffectGroup(long Visits, long Well);

/// <summary>A first answer.</summary>
/// <param name="Strategy">Its name on the wire.</param>
/// <param name="Visits">Visits that got it.</param>
/// <param name="Well">Of those, visits that went well.</param>
/// <param name="ForAll">The share that would go well were it given to everyone it was allowed for, estimated off policy
/// from the chances it was drawn with; null while too few visits tell.</param>
public sealed record AnswerEffect(string Strategy, long Visits, long Well, Interval? ForAll);
