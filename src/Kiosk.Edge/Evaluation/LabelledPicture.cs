using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Evaluation;

/// <summary>One picture of a detection set, as its JSON file lists it.</summary>
/// <param name="File">The picture, absolute or below the folder of the pictures.</param>
/// <param name="Faces"><c>labelled</c>: every face has a box; <c>unlabelled</c>: there are faces, but no boxes;
/// <c>none</c>: there is no face.</param>
internal sealed record LabelledPicture(string File, string Faces)
{
    public const string Labelled = "labelled";
    public const string Unlabelled = "unlabelled";
    public const string None = "none";

    /// <summary>The labelled faces; may be left out where there are none.</summary>
    public IReadOnlyList<LabelledBox>? Boxes { get; init; }
}

/// <summary>A labelled face in pixels of its picture.</summary>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="W">Width.</param>
/// <param name="H">Height.</param>
/// <param name="Kind"><c>masked</c> or <c>unmasked</c>.</param>
internal sealed record LabelledBox(float X, float Y, float W, float H, string Kind)
{
    public const string Unmasked = "unmasked";
    public const string Masked = "masked";

    /// <summary>A face of someone near the camera: as large as 40 × 40 pixels, whatever its proportions.</summary>
    public bool IsLarge => W * H >= 40 * 40;

    public Box Box => new(X, Y, X + W, Y + H);
}
