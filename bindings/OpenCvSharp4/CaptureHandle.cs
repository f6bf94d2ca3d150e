using Microsoft.Win32.SafeHandles;

namespace OpenCvSharp;

/// <summary>Owns a <c>Capture*</c>; see <see cref="MatHandle"/>.</summary>
internal sealed unsafe class CaptureHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => Native.CaptureDelete(handle) is null;
}
