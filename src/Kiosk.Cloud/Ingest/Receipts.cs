using Kiosk.Wire;

namespace Kiosk.Cloud.Ingest;

/// <summary>Turns the windows a receipt is owed for into as few receipts as will do.</summary>
internal static class Receipts
{
    /// <summary>One receipt for each kiosk and boot, its sequence numbers as inclusive ranges, ascending and apart.</summary>
    public static IEnumerable<(KioskAddress Address, WindowReceipt Receipt)> For(IEnumerable<EventId> stored) =>
        stored.GroupBy(id => (id.Address, id.Boot))
            .Select(boot => (boot.Key.Address, new WindowReceipt(boot.Key.Boot, Ranges(boot.Select(id => id.Sequence)))));

    private static List<IReadOnlyList<long>> Ranges(IEnumerable<long> sequences)
    {
        var ranges = new List<IReadOnlyList<long>>();
        foreach (var sequence in sequences.Distinct().Order())
        {
            if (ranges is [.., [var first, var last]] && last == sequence - 1)
            {
                ranges[^1] = [first, sequence];
            }
            else
            {
                ranges.Add([sequence, sequence]);
            }
        }

        return ranges;
    }
}
