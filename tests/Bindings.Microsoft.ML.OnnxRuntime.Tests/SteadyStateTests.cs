using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests;

/// <summary>Alone, because they measure the process.</summary>
[Collection(nameof(SteadyStateTests))]
[CollectionDefinition(nameof(SteadyStateTests), DisableParallelization = true)]
public sealed class SteadyStateTests : IDisposable
{
    /// <summary>What malloc may keep for itself: 100 bytes for each of 10,000 runs.</summary>
    private const long RoomBytes = 1 << 20;

    private readonly SessionOptions _options = new() { IntraOpNumThreads = 1 };
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;

    public SteadyStateTests()
    {
        _session = new InferenceSession(TinyModel.Doubles(TinyModel.Float, "n", "256"), _options);
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
        _options.Dispose();
    }

    [Fact]
    public void Ten_thousand_bound_runs_allocate_nothing_and_keep_the_memory_flat()
    {
        var output = new float[512];
        using var x = OrtValue.CreateTensorValueFromMemory(new float[512], [2, 256]);
        using var y = OrtValue.CreateTensorValueFromMemory(output, [2, 256]);
        using var binding = _session.CreateIoBinding();
        binding.BindInput("x", x);
        binding.BindOutput("y", y);

        var allocated = AssertFlat(10_000, RoomBytes, () => _session.RunWithBinding(_runOptions, binding));

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Binding_and_making_tensors_again_does_not_leak()
    {
        var input = new float[8 * 256];
        var output = new float[8 * 256];
        using var binding = _session.CreateIoBinding();
        var run = 0;

        AssertFlat(
            10_000,
            RoomBytes,
            () =>
            {
                var n = (++run % 8) + 1;
                using var x = OrtValue.CreateTensorValueFromMemory(input, [n, 256]);
                using var y = OrtValue.CreateTensorValueFromMemory(output, [n, 256]);
                binding.BindInput("x", x);
                binding.BindOutput("y", y);
                _session.RunWithBinding(_runOptions, binding);
            });
    }

    [Fact]
    public void Sessions_that_come_and_go_do_not_leak()
    {
        var model = TinyModel.Doubles(TinyModel.Float, "1");

        AssertFlat(
            200,
            4 * RoomBytes, // a lost session is some 100 KB
            () =>
            {
                using var session = new InferenceSession(model, _options);
                using var x = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);
                using var outputs = session.Run(_runOptions, ["x"], [x], ["y"]);
            });
    }

    [Fact]
    public async Task One_session_serves_several_threads()
    {
        var threads = Enumerable.Range(1, 8).Select(number => Task.Run(() =>
        {
            var output = new float[256];
            var input = Enumerable.Repeat((float)number, 256).ToArray();
            using var x = OrtValue.CreateTensorValueFromMemory(input, [1, 256]);
            using var y = OrtValue.CreateTensorValueFromMemory(output, [1, 256]);
            using var binding = _session.CreateIoBinding();
            binding.BindInput("x", x);
            binding.BindOutput("y", y);
            for (var run = 0; run < 500; run++)
            {
                output.AsSpan().Clear();
                _session.RunWithBinding(_runOptions, binding);
                Assert.Equal(-1, output.AsSpan().IndexOfAnyExcept(2f * number));
            }
        }));

        await Task.WhenAll(threads);
    }

    /// <summary>A leak grows in every round; the heaps settle in one of them.</summary>
    /// <returns>The managed bytes this thread allocated in the last round.</returns>
    private static long AssertFlat(int runs, long roomBytes, Action run)
    {
        var smallestGrowth = long.MaxValue;
        var allocated = 0L;
        for (var round = 0; round < 4; round++)
        {
            var residentBefore = ResidentBytes();
            var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < runs; i++)
            {
                run();
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
            smallestGrowth = Math.Min(smallestGrowth, ResidentBytes() - residentBefore);
        }

        Assert.True(smallestGrowth < roomBytes, $"Every {runs} runs, memory grew by {smallestGrowth} bytes or more.");
        return allocated;
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
