using Bindings.Shared;
using Microsoft.ML.OnnxRuntime;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests;

public sealed class ApiTests
{
    [Fact]
    public void Every_promised_signature_is_there()
    {
        var missing = ApiSurface.Missing(typeof(InferenceSession).Assembly);

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Fact]
    public void Every_promised_member_is_called() => Assert.Empty(ApiSurface.Uncalled("Microsoft.ML.OnnxRuntime"));
}
