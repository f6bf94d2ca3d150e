using System.Diagnostics;
using System.Runtime.Versioning;
using Bindings.Shared;

namespace EndToEnd.Tests;

/// <summary>The script of a checkout, in one where everything is built, with programs in <c>PATH</c> that only say how they
/// were called.</summary>
[SupportedOSPlatform("linux")] // modes of files
public sealed class CheckoutScriptTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkout-");
    private readonly string _checkout;
    private readonly string _programs;

    public CheckoutScriptTests()
    {
        _checkout = _folder.CreateSubdirectory("checkout").FullName;
        _programs = _folder.CreateSubdirectory("programs").FullName;
        File.Copy(Path.Combine(RepositoryRoot.Path, "carekiosk"), Path.Combine(_checkout, "carekiosk"));
        Script(_programs, "dotnet", "echo \"$PWD $*\"");
        Script(_programs, "npm", "exit 1");
        Script(_programs, "dpkg-query", "echo installed");
        var native = Path.Combine(_checkout, "bindings", "Microsoft.ML.OnnxRuntime", "native");
        Directory.CreateDirectory(Path.Combine(native, "node_modules"));
        Directory.CreateDirectory(Path.Combine(_checkout, "artifacts"));
        Script(Path.Combine(_checkout, "deploy", "debian"), "build", "echo \"$PWD $*\"");

        // What is newer than the sources is up to date.
        File.WriteAllText(Path.Combine(native, "package-lock.json"), "");
        foreach (var built in (string[])[Path.Combine(native, "node_modules", ".package-lock.json"), Path.Combine(_checkout, "artifacts", ".built-run")])
        {
            File.WriteAllText(built, "");
            File.SetLastWriteTimeUtc(built, File.GetLastWriteTimeUtc(built).AddHours(1));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_verb_runs_where_it_was_called_so_that_its_files_are_found()
    {
        var here = _folder.CreateSubdirectory("here").FullName;

        var (status, said) = await RunAsync(here, "replay", "--events", "visit.jsonl");

        Assert.Equal(0, status);
        Assert.Equal($"{here} {_checkout}/artifacts/bin/Kiosk.Edge/release/Kiosk.Edge.dll replay --events visit.jsonl", said);
    }

    [Fact]
    public async Task Packages_are_built_into_the_folder_that_the_caller_means()
    {
        var here = _folder.CreateSubdirectory("here").FullName;

        var (_, said) = await RunAsync(here, "package", "debs");

        Assert.Equal($"{_checkout} {here}/debs", said);
    }

    [Fact]
    public async Task A_part_that_the_rig_lacks_is_told_before_anything_is_built()
    {
        Assert.Equal((2, ""), await RunAsync(_checkout, "rig", "bytes", "bogus"));
    }

    private async Task<(int Status, string Said)> RunAsync(string where, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_checkout, "carekiosk"), arguments)
        {
            WorkingDirectory = where,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = $"{_programs}:{start.Environment["PATH"]}";
        start.Environment.Remove("UseNuGetPackages");
        using var process = Process.Start(start)!; // a program with redirected streams is always a new process
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said.TrimEnd('\n'));
    }

    private static void Script(string folder, string name, string line)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
