namespace Kiosk.Edge.Response;

/// <summary>What a visit tells of the effect of prompts: the group it was drawn into when frustration began, and the
/// answer it got first.</summary>
/// <param name="Control">It got no prompts, but a person if distress was high.</param>
/// <param name="First">The first choice; null in the control group.</param>
/// <param name="Edition">The edition of the catalogue it was chosen from.</param>
public sealed record Trial(bool Control, Choice? First, string Edition);
