using System.Text.RegularExpressions;

namespace Kiosk.Wire;

/// <summary>Where a kiosk stands in the fleet: the three levels that follow <c>carekiosk/v1/</c> in every topic.</summary>
/// <remarks>Each level is 1..64 characters of <c>a-z 0-9 . _ -</c>, starting with a letter or a digit, so that it is
/// safe in a topic (MQTT reserves <c>/ + # $</c>), in a client identifier and in a URL.</remarks>
public sealed partial record KioskAddress
{
    /// <summary>Makes an address of three levels that have been checked.</summary>
    /// <exception cref="ArgumentException">A level is empty, too long or holds another character.</exception>
    public KioskAddress(string chain, string store, string kiosk)
    {
        Chain = Checked(chain, nameof(chain));
        Store = Checked(store, nameof(store));
        Kiosk = Checked(kiosk, nameof(kiosk));
    }

    /// <summary>The retail chain.</summary>
    public string Chain { get; }

    /// <summary>The store within the chain.</summary>
    public string Store { get; }

    /// <summary>The kiosk within the store.</summary>
    public string Kiosk { get; }

    /// <summary>Whether <paramref name="level"/> may be one of the three levels.</summary>
    public static bool IsLevel(string? level) => level is not null && Level().IsMatch(level);

    /// <summary>Reads <c>chain/store/kiosk</c>.</summary>
    public static bool TryParse(string? text, out KioskAddress? address)
    {
        var levels = text?.Split('/');
        address = levels is [var chain, var store, var kiosk] && IsLevel(chain) && IsLevel(store) && IsLevel(kiosk)
            ? new KioskAddress(chain, store, kiosk)
            : null;
        return address is not null;
    }

    /// <summary><c>chain/store/kiosk</c>.</summary>
    public override string ToString() => $"{Chain}/{Store}/{Kiosk}";

    private static string Checked(string level, string name) => IsLevel(level)
        ? level
        : throw new ArgumentException(
            $"The {name} '{level}' must be 1 to 64 characters of a-z 0-9 . _ - and start with a letter or digit.", name);

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex Level();
}
