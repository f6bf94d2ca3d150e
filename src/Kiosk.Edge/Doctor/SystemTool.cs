using System.ComponentModel;
using System.Diagnostics;

namespace Kiosk.Edge.Doctor;

/// <summary>A program of the system that is asked something.</summary>
internal static class SystemTool
{
    /// <summary>What it says; null where it is not installed.</summary>
    public static string? Ask(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!; // it starts, or Start throws
            process.ErrorDataReceived += (_, _) => { }; // read, for a full pipe would stop it
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
