namespace Microsoft.ML.OnnxRuntime;

/// <summary>The library's own CPU allocator, which lives as long as the process.</summary>
internal sealed class OrtAllocator
{
    private static readonly Lazy<OrtAllocator> Cpu = new(() => new OrtAllocator());

    private OrtAllocator()
    {
        Handle = OrtApi.GetAllocatorWithDefaultOptions();
    }

    public static OrtAllocator DefaultInstance => Cpu.Value;

    internal nint Handle { get; }
}
