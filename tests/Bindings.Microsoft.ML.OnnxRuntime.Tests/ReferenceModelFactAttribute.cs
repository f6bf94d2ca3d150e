using Bindings.Shared;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests;

/// <summary>A test of a reference model, reported as skipped where <c>../shared/data/reference</c> is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReferenceModelFactAttribute : FactAttribute
{
    public ReferenceModelFactAttribute(string model)
    {
        Model = model;
        if (!File.Exists(PathOf(model)))
        {
            Skip = $"SKIPPED: there is no {PathOf(model)}.";
        }
    }

    public string Model { get; }

    public static string PathOf(string model) =>
        Path.GetFullPath(Path.Combine(RepositoryRoot.Path, "../shared/data/reference", model));
}
