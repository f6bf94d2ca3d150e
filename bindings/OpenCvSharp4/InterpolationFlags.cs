namespace OpenCvSharp;

/// <summary>How pixels between pixels are found; <see cref="WarpInverseMap"/> says that a transform leads from destination
/// to source.</summary>
[Flags]
public enum InterpolationFlags
{
    Nearest = 0,
    Linear = 1,
    Cubic = 2,
    Area = 3,
    WarpInverseMap = 16,
}
