using System.Runtime.InteropServices;

namespace Kiosk.Edge;

/// <summary>Keeps the worker's memory, which holds faces and voices, from being written to disk when it crashes, and from
/// being read by another program of its user.</summary>
internal static partial class CoreDumps
{
    /// <summary>RLIMIT_CORE of asm-generic/resource.h.</summary>
    private const int Core = 4;

    /// <summary>PR_SET_DUMPABLE of linux/prctl.h.</summary>
    private const int SetDumpable = 4;

    /// <summary>Forbids both. The limit alone does not stop a core_pattern that pipes to a program (core(5)).</summary>
    public static void Forbid()
    {
        // Neither can fail: a limit may always be lowered, and 0 is a valid value (setrlimit(2), prctl(2)).
        var none = default(Limit);
        _ = SetLimit(Core, in none);
        _ = Control(SetDumpable, 0, 0, 0, 0);
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    /// <summary>struct rlimit, 64 bit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limit
    {
        private readonly nuint _soft;
        private readonly nuint _hard;
    }
}
