using System.Runtime.InteropServices;

namespace Kiosk.Edge.Doctor;

/// <summary>Whether this process may open a file, asked without opening it.</summary>
internal static partial class DeviceAccess
{
    private const int ReadWrite = 4 | 2; // R_OK | W_OK of unistd.h

    /// <summary>It may be opened for reading and writing, as devices are.</summary>
    public static bool MayOpen(string path) => Access(path, ReadWrite) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);
}
