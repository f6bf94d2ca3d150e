namespace Kiosk.Edge.Response;

/// <summary>An answer that was chosen among others by chance, so that its effect can be measured.</summary>
/// <param name="Situation">What for.</param>
/// <param name="Strategy">The answer.</param>
/// <param name="Probability">How likely it was, 0..1.</param>
/// <param name="Probabilities">How likely each was; they add up to 1.</param>
public sealed record Choice(
    Situation Situation, Strategy Strategy, double Probability, IReadOnlyDictionary<Strategy, double> Probabilities);
