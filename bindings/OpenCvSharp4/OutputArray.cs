namespace OpenCvSharp;

/// <summary>A matrix that a call writes and, where needed, allocates; kept by its <see cref="Mat"/> like
/// <see cref="InputArray"/>.</summary>
public sealed class OutputArray
{
    internal OutputArray(Mat mat) => Mat = mat;

    internal Mat Mat { get; }

    public static implicit operator OutputArray(Mat mat)
    {
        ArgumentNullException.ThrowIfNull(mat);
        return mat.AsOutput;
    }
}
