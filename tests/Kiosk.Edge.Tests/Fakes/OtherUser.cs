using System.Runtime.InteropServices;

namespace Kiosk.Edge.Tests.Fakes;

/// <summary>A user who may open only what all may; where the tests run as root, nothing else keeps them from a file.</summary>
internal static partial class OtherUser
{
    private const uint Nobody = 65534;

    /// <summary>Runs to its end, or to the first wait of a task, in this thread.</summary>
    public static T Run<T>(Func<T> action)
    {
        var own = SetFileUser(Nobody); // of this thread alone (setfsuid(2)); without effect where it is not root's
        try
        {
            return action();
        }
        finally
        {
            _ = SetFileUser(own);
        }
    }

    /// <summary>Keeps that user, and everyone but root, from a file or folder.</summary>
    public static void Bar(string path) => SetMode(path, UnixFileMode.None);

    /// <summary>Lets that user read a file, or look into a folder.</summary>
    public static void Admit(string path) => SetMode(
        path,
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("The worker is for Linux.");
        }

        File.SetUnixFileMode(path, mode);
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint SetFileUser(uint user);
}
