using System.Device.Gpio;
using Bindings.Shared;

namespace Bindings.SystemDeviceGpio.Tests;

public sealed class ApiTests
{
    [Fact]
    public void Every_signature_in_api_txt_exists() =>
        Assert.Empty(ApiSurface.Missing(typeof(GpioController).Assembly));

    [Fact]
    public void Every_member_in_api_txt_is_called() => Assert.Empty(ApiSurface.Uncalled("System.Device.Gpio"));

    [Fact]
    public void The_stand_in_shows_nothing_that_is_not_promised()
    {
        var assembly = typeof(GpioController).Assembly;
        if (assembly.GetName().GetPublicKey() is not { Length: > 0 }) // the real package is signed
        {
            Assert.Empty(ApiSurface.Unpromised(assembly));
        }
    }
}
