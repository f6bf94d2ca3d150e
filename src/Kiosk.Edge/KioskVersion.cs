using System.Reflection;

namespace Kiosk.Edge;

/// <summary>The worker's version, as in the build.</summary>
internal static class KioskVersion
{
    /// <summary>Such as <c>0.1.0</c>, without the build's metadata.</summary>
    public static string Text { get; } = typeof(KioskVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]; // the SDK sets it

    /// <summary>When it was built, or packaged: no right clock is earlier.</summary>
    public static DateTimeOffset Built { get; } = File.GetLastWriteTimeUtc(typeof(KioskVersion).Assembly.Location);
}
