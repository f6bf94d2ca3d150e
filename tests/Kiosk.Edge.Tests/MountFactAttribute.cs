using System.Diagnostics;

namespace Kiosk.Edge.Tests;

/// <summary>A test that mounts a small file system, which only root may; skipped elsewhere.</summary>
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly string? Reason = Try();

    public MountFactAttribute() => Skip = Reason;

    /// <summary>Mounts a file system of so many KiB in memory.</summary>
    internal static bool TryMount(string folder, int kilobytes) =>
        Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", folder);

    internal static bool Unmount(string folder) => Run("umount", folder);

    private static string? Try()
    {
        var folder = Directory.CreateTempSubdirectory("mount-").FullName;
        var mounted = TryMount(folder, 64);
        _ = mounted && Unmount(folder);
        Directory.Delete(folder);
        return mounted ? null : "This user may not mount a file system here; run the test as root.";
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!; // it starts, or Start throws
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
