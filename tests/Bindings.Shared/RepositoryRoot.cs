namespace Bindings.Shared;

/// <summary>The checkout the tests were built from.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder that holds CareKiosk.sln.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "CareKiosk.sln"))
            ? folder
            : Find(System.IO.Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("The tests must run from a checkout."));
}
