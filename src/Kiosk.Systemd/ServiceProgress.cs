namespace Kiosk.Systemd;

/// <summary>Whether every stage of a service makes progress. A stage that has nothing to do makes progress; one that has
/// been at the same piece of work for longer than its patience does not.</summary>
/// <remarks>Stages are added before the service starts; after that any thread may ask and tell.</remarks>
public sealed class ServiceProgress(TimeProvider time)
{
    private readonly List<ServiceStage> _stages = [];

    /// <summary>What <c>systemctl status</c> shows while every stage makes progress.</summary>
    public Func<string> Status { get; set; } = () => "Running";

    /// <summary>The first stage that makes no progress; null when all do.</summary>
    public string? Stalled => _stages.Find(stage => stage.IsStalled)?.Name;

    /// <summary>Adds a stage, which is idle.</summary>
    /// <param name="name">What an operator would call it, such as <c>camera</c>.</param>
    /// <param name="patience">Longer than its longest piece of work takes on a slow board.</param>
    public ServiceStage Add(string name, TimeSpan patience)
    {
        var stage = new ServiceStage(name, patience, time);
        _stages.Add(stage);
        return stage;
    }
}
