using Bindings.Shared;

namespace Kiosk.Edge.Tests;

/// <summary>A test of a file of <c>../shared/data</c>, reported as skipped where that is not there: its pictures and
/// clips may not be in the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string file)
    {
        File = file;
        if (!System.IO.File.Exists(PathOf(file)))
        {
            Skip = $"{PathOf(file)} is not there.";
        }
    }

    public string File { get; }

    public static string PathOf(string file) =>
        Path.GetFullPath(Path.Combine(RepositoryRoot.Path, "../shared/data", file));
}
