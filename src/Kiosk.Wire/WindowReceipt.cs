namespace Kiosk.Wire;

/// <summary>What the cloud has durably stored of one boot's windows. The kiosk deletes these, and only these.</summary>
/// <param name="Boot">The boot the numbers belong to.</param>
/// <param name="Stored">Inclusive ranges <c>[first, last]</c> of sequence numbers, ascending and apart. Replicas of the
/// cloud finish out of order, so a receipt need not start where the last one ended.</param>
public sealed record WindowReceipt(string Boot, IReadOnlyList<IReadOnlyList<long>> Stored);
