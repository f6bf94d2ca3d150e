using OpenCvSharp;

namespace Kiosk.Edge.Tests.Recognition;

/// <summary>Managed memory that a call allocates once it is warm.</summary>
internal static class Allocation
{
    private const int Calls = 100;

    /// <summary>What one call into OpenCV may allocate: nothing in our stand-in; the real OpenCvSharp4 makes an object
    /// for each argument, which nothing on our side can spare it (there they are disposable).</summary>
    public static readonly long OfOpenCvCall = typeof(InputArray).IsAssignableTo(typeof(IDisposable)) ? 512 : 0;

    public static long PerCall(Action call)
    {
        for (var i = 0; i < Calls; i++)
        {
            call();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            call();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
