using System.Device.Gpio;

namespace Bindings.SystemDeviceGpio.Tests;

public sealed class PinValueTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(-1, true)]
    public void Every_number_but_0_is_high(int number, bool high)
    {
        PinValue value = number;

        Assert.Equal(high, (bool)value);
        Assert.Equal(high ? PinValue.High : PinValue.Low, value);
        Assert.Equal(high ? "High" : "Low", value.ToString());
        Assert.Equal(high, value == PinValue.High);
        Assert.Equal(high, value != PinValue.Low);
        Assert.Equal((PinValue)high, value);
    }
}
