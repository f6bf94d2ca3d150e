using System.Text.Json;

namespace Kiosk.Edge.Recognition;

/// <summary>The name of an enum's member in JSON and on the wire: snake_case.</summary>
public static class WireName
{
    /// <summary><c>PaymentDeclined</c> becomes <c>payment_declined</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>The names of all members, in their order.</summary>
    public static IEnumerable<string> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Of);

    private static class Names<T>
        where T : struct, Enum
    {
        internal static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
