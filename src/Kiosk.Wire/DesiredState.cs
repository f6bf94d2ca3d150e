namespace Kiosk.Wire;

/// <summary>What the fleet wants a kiosk to know; retained, so that a new kiosk hears it at its first connect.</summary>
/// <param name="Version">1.</param>
/// <param name="At">When it was put together, UTC.</param>
/// <param name="Answers">What the chain's other kiosks have learned, by edition of the catalogue, cause and first answer (a
/// strategy, or <c>say_nothing</c>).</param>
public sealed record DesiredState(
    int Version,
    DateTimeOffset At,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, AnswerCount>>> Answers);

/// <summary>How visits went that got the same answer to the same cause first, over many kiosks.</summary>
/// <param name="Visits">So many.</param>
/// <param name="Well">Of those, visits that were completed without a person.</param>
public sealed record AnswerCount(long Visits, long Well);
