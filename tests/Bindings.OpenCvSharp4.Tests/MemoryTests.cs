using OpenCvSharp;

namespace Bindings.OpenCvSharp4.Tests;

/// <summary>What is measured of the whole process; other tests would disturb it.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gives_back_memory_over_a_thousand_pictures()
    {
        var jpeg = _folder.Bytes("picture.jpg", new byte[480 * 640 * 3], 640);
        void Use()
        {
            using var decoded = Cv2.ImDecode(jpeg, ImreadModes.Color);
            using var part = new Mat(decoded, new Rect(0, 0, 320, 240));
            using var copy = new Mat();
            part.CopyTo(copy);
            using var small = new Mat();
            Cv2.Resize(copy, small, new(64, 64));
        }
        for (var i = 0; i < 20; i++)
        {
            Use();
        }

        var before = ResidentMegabytes();
        for (var i = 0; i < 1000; i++)
        {
            Use();
        }

        Assert.InRange(ResidentMegabytes() - before, -1000, 32); // 1,000 pictures hold 1,100 MB
    }

    private static long ResidentMegabytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet >> 20;
    }
}
