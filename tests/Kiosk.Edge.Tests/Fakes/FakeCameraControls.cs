using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Tests.Fakes;

/// <summary>A camera's settings as the kernel answers for them: an unknown one has no range, a value out of range or a
/// choice that the menu lacks is refused, and while the exposure is not automatic its priority is.</summary>
internal sealed class FakeCameraControls : ICameraControls
{
    private readonly Dictionary<uint, (int Lowest, int Highest, int[]? Menu)> _controls = [];

    /// <summary>What each setting is set to.</summary>
    public Dictionary<uint, int> Values { get; } = [];

    /// <summary>The camera is gone, or answers no request any more.</summary>
    public bool Stalled { get; init; }

    public FakeCameraControls With(uint control, int lowest, int highest, int value, params int[] menu)
    {
        _controls[control] = (lowest, highest, menu.Length > 0 ? menu : null);
        Values[control] = value;
        return this;
    }

    public (int Lowest, int Highest)? Range(uint control) =>
        _controls.TryGetValue(control, out var known) ? (known.Lowest, known.Highest) : null;

    public bool Offers(uint control, int choice) =>
        _controls.TryGetValue(control, out var known) && known.Menu?.Contains(choice) == true;

    public bool Set(uint control, int value)
    {
        if (Stalled
            || Range(control) is not { } range
            || value < range.Lowest
            || value > range.Highest
            || (_controls[control].Menu is { } menu && !menu.Contains(value))
            || (control == PictureSettings.ExposureAutoPriority && Values.GetValueOrDefault(PictureSettings.ExposureAuto) == 1))
        {
            return false;
        }

        Values[control] = value;
        return true;
    }

    public void Dispose()
    {
    }
}
