using Bindings.Shared;
using Iot.Device.Button;

namespace Bindings.IotDeviceBindings.Tests;

public sealed class ApiTests
{
    [Fact]
    public void Every_signature_in_api_txt_exists() => Assert.Empty(ApiSurface.Missing(typeof(GpioButton).Assembly));

    [Fact]
    public void Every_member_in_api_txt_is_called() => Assert.Empty(ApiSurface.Uncalled("Iot.Device.Bindings"));

    [Fact]
    public void The_stand_in_shows_nothing_that_is_not_promised()
    {
        var assembly = typeof(GpioButton).Assembly;
        if (assembly.GetName().GetPublicKey() is not { Length: > 0 }) // the real package is signed
        {
            Assert.Empty(ApiSurface.Unpromised(assembly));
        }
    }
}
