using Microsoft.ML.OnnxRuntime;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests.StandIn;

public sealed class NativeLibraryTests
{
    [Fact]
    public void Both_architectures_lie_in_the_output()
    {
        foreach (var architecture in new[] { "x64", "arm64" })
        {
            var path = Path.Combine(AppContext.BaseDirectory, $"runtimes/linux-{architecture}/native/libonnxruntime.so.1");
            Assert.True(File.Exists(path), path);
        }
    }

    [Fact]
    public void A_missing_library_is_named()
    {
        var error = Assert.Throws<DllNotFoundException>(() => OrtApi.FindLibrary("/nowhere"));

        Assert.Matches(@"^ONNX Runtime's native library is missing: there is no /nowhere/.*/libonnxruntime\.so\.1\.$", error.Message);
    }
}
