using System.Runtime.InteropServices;

namespace Kiosk.Edge;

/// <summary>What this process has had written to disks and memory cards, as the kernel counts it.</summary>
internal static partial class DiskWrites
{
    /// <summary>What a visit costs at the most, its share of a window and what is learned from it included; a test holds it,
    /// docs/operations.md says what it comes to. With nobody there nothing is written.</summary>
    public const int MostBytesAVisit = 96 << 10;

    /// <summary>RUSAGE_SELF of getrusage(2).</summary>
    private const int Self = 0;

    /// <summary>Longs of struct rusage on 64-bit Linux, and the place of ru_oublock among them.</summary>
    private const int Fields = 18;
    private const int BlocksWritten = 12;

    /// <summary>The kernel counts in sectors, whatever the disk's are.</summary>
    private const int SectorBytes = 512;

    /// <summary>Bytes since the process started.</summary>
    public static long Bytes
    {
        get
        {
            Span<long> usage = stackalloc long[Fields];
            _ = GetUsage(Self, usage); // cannot fail: both arguments are right
            return usage[BlocksWritten] * SectorBytes;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, Span<long> usage);
}
