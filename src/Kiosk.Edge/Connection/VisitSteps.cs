using Kiosk.Wire;

namespace Kiosk.Edge.Connection;

/// <summary>Which steps of which version of the kiosk app a visit touched, and where frustration began. Names that are
/// none, and more than a window may have, are <see cref="AppName.Other"/>.</summary>
public sealed class VisitSteps
{
    private readonly Dictionary<string, bool> _frustrated = [];
    private string _step = AppName.Other;

    /// <summary>The version of the app.</summary>
    public string AppVersion { get; private set; } = AppName.Other;

    /// <summary>Whether frustration began at a step, by its name.</summary>
    public IReadOnlyDictionary<string, bool> Frustrated => _frustrated;

    /// <summary>The app tells its version.</summary>
    public void Begin(string? appVersion) => AppVersion = AppName.Of(appVersion);

    /// <summary>The app shows a step.</summary>
    public void Enter(string step)
    {
        var name = AppName.Of(step);
        _step = _frustrated.ContainsKey(name) || _frustrated.Count < AppName.MostPairs ? name : AppName.Other;
        _frustrated.TryAdd(_step, false);
    }

    /// <summary>Frustration begins.</summary>
    public void Frustrate() => _frustrated[_step] = true;
}
