namespace Kiosk.Edge.Recognition;

/// <summary>What the code needs of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels, in the order the code reads the scores in.</param>
/// <param name="Inputs">Its inputs; a size of −1 is the card's to decide.</param>
/// <param name="Outputs">Its outputs, likewise.</param>
/// <param name="Thresholds">The thresholds the code reads, by their names in the card.</param>
internal sealed record ModelContract(
    string Name,
    IReadOnlyList<string> Labels,
    IReadOnlyList<ModelTensor> Inputs,
    IReadOnlyList<ModelTensor> Outputs,
    Func<ModelThreshold, IEnumerable<(string Name, float? Value)>> Thresholds);
