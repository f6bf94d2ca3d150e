using System.Globalization;

namespace Kiosk.Wire;

/// <summary>The identity of a message, <c>{chain}/{store}/{kiosk}/{boot}/{sequence}</c>: the CloudEvents <c>id</c>, by
/// which the cloud drops repeats.</summary>
/// <param name="Address">The kiosk that sent it.</param>
/// <param name="Boot">The life of the outbox it was numbered in; see <see cref="VisitWindow.Boot"/>.</param>
/// <param name="Sequence">1 and upwards within the boot, without gaps.</param>
public sealed record EventId(KioskAddress Address, string Boot, long Sequence)
{
    /// <summary><c>{chain}/{store}/{kiosk}/{boot}/{sequence}</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Address}/{Boot}/{Sequence}");
}
