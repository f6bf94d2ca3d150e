namespace Kiosk.Edge.Response;

/// <summary>What a visit tells of the effect of prompts: the group it was drawn into when frustration began, and the
/// answer it got first.</summary>
/// <param name="Control">Its words were withheld; a person was called as in any other.</param>
/// <param name="First">The first choice, with the cause that stood then; in the control group the silence in its place.</param>
/// <param name="Edition">The edition of the catalogue it was chosen from.</param>
public sealed record Trial(bool Control, Choice First, string Edition);
