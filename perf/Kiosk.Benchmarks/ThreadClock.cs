using System.ComponentModel;
using System.Runtime.InteropServices;
using Perfolizer.Horology;

namespace Kiosk.Benchmarks;

/// <summary>The processor time of the calling thread, so that what else runs on the machine does not count. Everything
/// here runs on one thread.</summary>
internal sealed partial class ThreadClock : IClock
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID of clock_gettime(2).</summary>
    private const int ThreadCpuTime = 3;

    private const long NanosecondsPerSecond = 1_000_000_000;

    public string Title => "thread CPU time";

    public bool IsAvailable => OperatingSystem.IsLinux();

    public Frequency Frequency => new(NanosecondsPerSecond);

    public long GetTimestamp()
    {
        if (ReadClock(ThreadCpuTime, out var time) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        return (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int ReadClock(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
