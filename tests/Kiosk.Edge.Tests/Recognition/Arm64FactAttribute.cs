namespace Kiosk.Edge.Tests.Recognition;

/// <summary>A test that runs arm64 programs under qemu, reported as skipped where the tools are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Arm64FactAttribute : FactAttribute
{
    public Arm64FactAttribute()
    {
        string[] needed =
        [
            "/usr/bin/gcc", Emulator, CrossCompiler, Arm64Program.Library("x64"), Arm64Program.Library("arm64"),
            "/usr/aarch64-linux-gnu/lib/libstdc++.so.6",
        ];
        if (Array.Find(needed, file => !File.Exists(file)) is { } missing)
        {
            Skip = $"{missing} is not there; the Debian packages are qemu-user-static, gcc-aarch64-linux-gnu, "
                + "libc6-dev-arm64-cross and libstdc++6-arm64-cross.";
        }
    }

    public const string Emulator = "/usr/bin/qemu-aarch64-static";

    public const string CrossCompiler = "/usr/bin/aarch64-linux-gnu-gcc";
}
