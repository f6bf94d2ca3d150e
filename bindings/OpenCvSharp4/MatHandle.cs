using Microsoft.Win32.SafeHandles;

namespace OpenCvSharp;

/// <summary>Owns a <c>cv::Mat*</c>: freed once, by disposal or the finalizer, and never while a native call uses it.
/// </summary>
internal sealed unsafe class MatHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>No matrix, where one is optional.</summary>
    public static readonly MatHandle None = new();

    protected override bool ReleaseHandle() => Native.MatDelete(handle) is null;
}
