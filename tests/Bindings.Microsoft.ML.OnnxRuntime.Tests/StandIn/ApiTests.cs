using Bindings.Shared;
using Microsoft.ML.OnnxRuntime;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests.StandIn;

public sealed class ApiTests
{
    [Fact]
    public void Nothing_else_is_public()
    {
        var unpromised = ApiSurface.Unpromised(typeof(InferenceSession).Assembly);

        Assert.True(unpromised.Count == 0, string.Join('\n', unpromised));
    }
}
