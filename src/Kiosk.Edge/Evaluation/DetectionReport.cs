namespace Kiosk.Edge.Evaluation;

/// <summary>How well a detector finds the faces of a set. Shares are 0..1; what the set can't tell is null.</summary>
internal sealed record DetectionReport
{
    public required string Model { get; init; }

    public required string Version { get; init; }

    /// <summary>Pictures that were evaluated.</summary>
    public required int Items { get; init; }

    /// <summary>Pictures that are missing or can't be decoded; they count nowhere else.</summary>
    public required int Skipped { get; init; }

    public required AveragePrecisions Ap50 { get; init; }

    /// <summary>Share of the labelled faces from 40 × 40 pixels on that are found at the card's threshold.</summary>
    public required double? Recall { get; init; }

    /// <summary>The same by kind.</summary>
    public required KindRecalls RecallByKind { get; init; }

    /// <summary>Share of the pictures with faces but without boxes in which a face is found.</summary>
    public required double? FoundInUnlabelled { get; init; }

    /// <summary>Faces found at the card's threshold in a picture without any, on average.</summary>
    public required double? FalsePerImage { get; init; }

    public required Percentiles? MsPerItem { get; init; }
}

/// <summary>Average precision at an intersection over union of one half.</summary>
internal sealed record AveragePrecisions(double? All, double? Unmasked, double? Masked);

/// <summary>Recall of each kind of face.</summary>
internal sealed record KindRecalls(double? Unmasked, double? Masked);
