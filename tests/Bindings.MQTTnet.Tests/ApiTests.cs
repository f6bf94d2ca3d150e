using Bindings.Shared;
using MQTTnet;

namespace Bindings.MQTTnet.Tests;

public sealed class ApiTests
{
    private const string PackageName = "MQTTnet";

    [Fact]
    public void Every_signature_in_api_txt_exists() =>
        Assert.Empty(ApiSurface.Missing(typeof(IMqttClient).Assembly));

    [Fact]
    public void The_stand_in_shows_nothing_that_is_not_promised()
    {
        var assembly = typeof(IMqttClient).Assembly;
        if (assembly.GetName().GetPublicKey() is not { Length: > 0 }) // the real package is signed
        {
            Assert.Equal(PackageName, assembly.GetName().Name);
            Assert.Empty(ApiSurface.Unpromised(assembly));
        }
    }
}
