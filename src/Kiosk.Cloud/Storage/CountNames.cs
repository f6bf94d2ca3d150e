namespace Kiosk.Cloud.Storage;

/// <summary>The names a window counts by, each a column <c>{kind}_{name}</c> of <c>visit_window</c>. A name this version
/// does not know, from a newer kiosk, is counted as <see cref="Other"/>.</summary>
internal static class CountNames
{
    /// <summary>Where unknown names go.</summary>
    public const string Other = "other";

    /// <summary>How visits ended.</summary>
    public static readonly IReadOnlyList<string> Outcomes = ["completed", "abandoned", "staff", Other];

    /// <summary>What the customer agreed to.</summary>
    public static readonly IReadOnlyList<string> Tiers =
        ["screen", "screen_face", "screen_voice", "screen_face_voice", Other];

    /// <summary>What frustrated.</summary>
    public static readonly IReadOnlyList<string> Causes =
    [
        "payment", "item_not_found", "out_of_stock", "price", "wait", "confusing_step", "kiosk_fault", "unknown", Other,
    ];

    /// <summary>How the kiosk answered.</summary>
    public static readonly IReadOnlyList<string> Prompts =
    [
        "acknowledge", "explain", "simplify", "guide", "slow_down", "offer_person", "call_person", "thank", Other,
    ];

    /// <summary>What customers answered to "Did you feel looked after?".</summary>
    public static readonly IReadOnlyList<string> Feedback = ["1", "2", "3", "4", "5"];

    /// <summary>Every column that adds up, in the order of the schema.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "visits", "frustrated", "calmed", "staff_calls",
        .. Outcomes.Select(name => $"outcome_{name}"),
        .. Tiers.Select(name => $"tier_{name}"),
        .. Causes.Select(name => $"cause_{name}"),
        .. Prompts.Select(name => $"prompt_{name}"),
        .. Feedback.Select(name => $"feedback_{name}"),
        .. Feedback.Select(name => $"feedback_frustrated_{name}"),
    ];
}
