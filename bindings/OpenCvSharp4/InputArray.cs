namespace OpenCvSharp;

/// <summary>A matrix that a call reads. The real package makes one per call; here each <see cref="Mat"/> keeps its own,
/// so that a frame's path allocates nothing.</summary>
public sealed class InputArray
{
    internal InputArray(Mat mat) => Mat = mat;

    internal Mat Mat { get; }

    public static implicit operator InputArray(Mat mat)
    {
        ArgumentNullException.ThrowIfNull(mat);
        return mat.AsInput;
    }
}
