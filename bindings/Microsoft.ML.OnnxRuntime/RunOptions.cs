using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

public sealed class RunOptions : SafeHandle
{
    public RunOptions()
        : base(0, ownsHandle: true)
    {
        SetHandle(OrtApi.CreateRunOptions());
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OrtApi.ReleaseRunOptions(handle);
        return true;
    }
}
