using Microsoft.ML.OnnxRuntime;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests.StandIn;

/// <summary>Where the real package crashes the process, the stand-in throws or keeps what is still needed.</summary>
public sealed class DisposedUseTests
{
    private readonly SessionOptions _options = new() { IntraOpNumThreads = 1 };
    private readonly RunOptions _runOptions = new();
    private readonly byte[] _model = TinyModel.Doubles(TinyModel.Float, "n");

    [Fact]
    public void A_disposed_session_runs_no_more()
    {
        var session = new InferenceSession(_model, _options);
        using var binding = session.CreateIoBinding();
        using var x = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);

        session.Dispose();
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.RunWithBinding(_runOptions, binding));
        Assert.Throws<ObjectDisposedException>(() => session.Run(_runOptions, ["x"], [x], ["y"]));
        Assert.Throws<ObjectDisposedException>(session.CreateIoBinding);
    }

    [Fact]
    public async Task A_session_disposed_of_by_another_thread_finishes_its_run()
    {
        var session = new InferenceSession(_model, _options);
        using var binding = session.CreateIoBinding();
        Bind(binding, "x", 1);
        Bind(binding);
        var running = new TaskCompletionSource();
        var runs = Task.Run(() =>
        {
            while (true)
            {
                session.RunWithBinding(_runOptions, binding);
                running.TrySetResult();
            }
        });

        await running.Task;
        session.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => runs);
    }

    [Fact]
    public void A_disposed_binding_binds_and_runs_no_more()
    {
        using var session = new InferenceSession(_model, _options);
        using var x = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);
        var binding = session.CreateIoBinding();

        binding.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.RunWithBinding(_runOptions, binding));
        Assert.Throws<ObjectDisposedException>(() => binding.BindInput("x", x));
        Assert.Throws<ObjectDisposedException>(binding.ClearBoundInputs);
    }

    [Fact]
    public void A_disposed_tensor_is_bound_no_more()
    {
        using var session = new InferenceSession(_model, _options);
        using var binding = session.CreateIoBinding();
        var x = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);

        x.Dispose();

        Assert.Throws<ObjectDisposedException>(() => binding.BindInput("x", x));
    }

    [Fact]
    public void Disposed_options_are_refused()
    {
        var options = new SessionOptions();
        var runOptions = new RunOptions();
        using var session = new InferenceSession(_model, options);
        using var binding = session.CreateIoBinding();

        options.Dispose();
        runOptions.Dispose();

        Assert.Throws<ObjectDisposedException>(() => options.IntraOpNumThreads = 2);
        Assert.Throws<ObjectDisposedException>(() => new InferenceSession(_model, options));
        Assert.Throws<ObjectDisposedException>(() => session.RunWithBinding(runOptions, binding));
    }

    [Fact]
    public void Bound_memory_stays_in_place_after_its_tensor_is_disposed_of()
    {
        using var session = new InferenceSession(_model, _options);
        using var binding = session.CreateIoBinding();
        Bind(binding, "x", 21);
        var output = Bind(binding);

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        session.RunWithBinding(_runOptions, binding);

        Assert.Equal([42], output);
    }

    [Fact]
    public void A_binding_may_be_disposed_of_after_its_session()
    {
        var session = new InferenceSession(_model, _options);
        var binding = session.CreateIoBinding();
        Bind(binding, "x", 1);
        Bind(binding);
        session.RunWithBinding(_runOptions, binding);

        session.Dispose();
        binding.Dispose();

        Assert.True(binding.IsClosed);
    }

    [Fact]
    public void What_nobody_disposes_of_is_released_by_the_finalizer()
    {
        var memory = Forget();

        for (var attempt = 0; memory.IsAlive && attempt < 10; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(memory.IsAlive); // unpinned, so the tensor that pinned it is released
    }

    private WeakReference Forget()
    {
        var memory = new float[1];
        var session = new InferenceSession(_model, _options);
        var binding = session.CreateIoBinding();
        binding.BindInput("x", OrtValue.CreateTensorValueFromMemory(memory, [1]));
        return new WeakReference(memory);
    }

    private static void Bind(OrtIoBinding binding, string name, float value)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(new[] { value }, [1]);
        binding.BindInput(name, tensor);
    }

    /// <summary>Binds the output.</summary>
    /// <returns>Where it will be.</returns>
    private static float[] Bind(OrtIoBinding binding)
    {
        var output = new float[1];
        using var tensor = OrtValue.CreateTensorValueFromMemory(output, [1]);
        binding.BindOutput("y", tensor);
        return output;
    }
}
