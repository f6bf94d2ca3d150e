namespace Microsoft.ML.OnnxRuntime;

/// <summary>Where a tensor's memory is: always that of the CPU here. It lives as long as the process.</summary>
internal sealed class OrtMemoryInfo
{
    private const int DeviceAllocator = 0;
    private const int DefaultMemory = 0;

    private static readonly Lazy<OrtMemoryInfo> Cpu = new(() => new OrtMemoryInfo());

    private OrtMemoryInfo()
    {
        Handle = OrtApi.CreateCpuMemoryInfo(DeviceAllocator, DefaultMemory);
    }

    public static OrtMemoryInfo DefaultInstance => Cpu.Value;

    internal nint Handle { get; }
}
