using System.Diagnostics;
using Bindings.Shared;

namespace Kiosk.Edge.Tests.Systemd;

/// <summary>The package's scripts, beside commands that change nothing.</summary>
public sealed class PackageScriptTests : IDisposable
{
    private static readonly string Packages = Path.Combine(RepositoryRoot.Path, "deploy", "debian");

    private readonly string _commands = Directory.CreateTempSubdirectory("commands-").FullName;

    [Theory]
    [InlineData("carekiosk-edge")]
    [InlineData("carekiosk-cloud")]
    public void A_package_is_installed_although_its_settings_were_deleted(string package)
    {
        string[] ofSystem = ["systemd-sysusers", "journalctl", "udevadm", "deb-systemd-helper", "deb-systemd-invoke", "systemctl"];
        foreach (var command in ofSystem)
        {
            Command(command, "exit 0");
        }

        Command("chgrp", "[ -e \"$2\" ]");
        Command("chmod", "[ -e \"$2\" ]");
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(Packages, package, "DEBIAN", "postinst"), "configure"]);
        start.Environment["PATH"] = _commands; // and nothing else

        using var script = Process.Start(start)!; // it can be started, or Start throws
        script.WaitForExit();

        Assert.Equal(0, script.ExitCode);
    }

    public void Dispose() => Directory.Delete(_commands, recursive: true);

    private void Command(string name, string does)
    {
        var path = Path.Combine(_commands, name);
        File.WriteAllText(path, $"#!/bin/sh\n{does}\n");
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
