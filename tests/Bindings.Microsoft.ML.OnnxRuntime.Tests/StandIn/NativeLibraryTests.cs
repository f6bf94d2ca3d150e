using Microsoft.ML.OnnxRuntime;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests.StandIn;

public sealed class NativeLibraryTests
{
    [Fact]
    public void Both_architectures_lie_in_the_output()
    {
        foreach (var architecture in new[] { "x64", "arm64" })
        {
            var path = $"runtimes/linux-{architecture}/native/libonnxruntime.so.1";
            Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, path)), path);
        }
    }

    [Fact]
    public void The_library_is_the_one_that_is_pinned() => Assert.Equal("1.30.0", OrtApi.Version);

    [Fact]
    public void A_missing_library_is_named()
    {
        var error = Assert.Throws<DllNotFoundException>(() => OrtApi.FindLibrary("/nowhere"));

        Assert.Matches(@"^ONNX Runtime's native library is missing: there is no /nowhere/.*\.so\.1\.$", error.Message);
    }
}
