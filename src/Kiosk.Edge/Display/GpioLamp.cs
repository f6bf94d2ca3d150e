using System.Device.Gpio;
using Microsoft.Extensions.Logging;

namespace Kiosk.Edge.Display;

/// <summary>A lamp on a GPIO line; high is on.</summary>
/// <param name="line">The line; null where there is no lamp.</param>
/// <param name="openChip">Opens the chip when the lamp is first turned on.</param>
/// <param name="logger">Hears once that it does not work.</param>
internal sealed partial class GpioLamp(int? line, Func<GpioController> openChip, ILogger<GpioLamp> logger) : IIndicator
{
    private GpioController? _chip;
    private bool _failed;

    /// <inheritdoc/>
    public void Call(bool person)
    {
        if (line is not { } lamp || (_chip is null && !person))
        {
            return;
        }

        try
        {
            if (_chip is null)
            {
                _chip = openChip();
                _chip.OpenPin(lamp, PinMode.Output);
            }

            _chip.Write(lamp, person ? PinValue.High : PinValue.Low);
            _failed = false;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException
            or PlatformNotSupportedException or DllNotFoundException)
        {
            if (!_failed)
            {
                Log.LampFailed(logger, lamp, exception.Message.TrimEnd('.'));
            }

            _failed = true;
            Dispose();
        }
    }

    /// <summary>Turns it off by letting the line go.</summary>
    public void Dispose()
    {
        _chip?.Dispose();
        _chip = null;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1410, EventName = "LampFailed", Level = LogLevel.Warning,
            Message = "The call lamp on line {Line} can't be turned on or off ({Reason}); calls are on the screen alone.")]
        public static partial void LampFailed(ILogger logger, int line, string reason);
    }
}
