using System.Runtime.InteropServices;

namespace Kiosk.Edge.Recognition;

/// <summary>Keeps ONNX Runtime from telling its maker. From 1.30 its official Linux build keeps an identity of the device in
/// <c>~/.cache/Microsoft/DeveloperTools</c> and uploads what it is used for, unless this variable is set before it starts
/// (seen in its strings and under strace).</summary>
internal static partial class LibraryTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Forbids it in this process, for good.</summary>
    public static void Forbid() => _ = SetVariable(Variable, "1", overwrite: 1); // fails only without memory (setenv(3))

    // Environment.SetEnvironmentVariable changes .NET's own copy only.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
