using System.Runtime.InteropServices;
using Kiosk.Edge;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Kiosk.Systemd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EndToEnd.Tests;

/// <summary>The worker with one deliberate leak, in a process of its own:
/// <c>dotnet EndToEnd.Tests.dll pixels|samples|words FILE --Section:Name=value…</c>. <see cref="CanaryTests"/> has to find
/// what it writes to FILE, or it could find nothing.</summary>
internal static class LeakyKiosk
{
    private static Task<int> Main(string[] arguments)
    {
        var (what, leak, settings) = (arguments[0], arguments[1], arguments[2..]);
        var host = KioskHost.Build(settings, replace: builder =>
        {
            switch (what)
            {
                case "pixels":
                    builder.Services.Replace(ServiceDescriptor.Singleton(services => Sensors(services) is var sensors
                        ? sensors with { Camera = new LeakyCamera(sensors.Camera!, leak) } // the settings name one
                        : sensors));
                    break;
                case "samples":
                    builder.Services.Replace(ServiceDescriptor.Singleton(services => Sensors(services) is var sensors
                        ? sensors with { Microphone = new LeakyMicrophone(sensors.Microphone!, leak) } // as above
                        : sensors));
                    break;
                case "words":
                    builder.Services.Replace(ServiceDescriptor.Singleton(services => new ScreenEventSink(
                        screenEvent =>
                        {
                            if (screenEvent is ScreenEvent.Words words)
                            {
                                File.AppendAllText(leak, words.Text);
                            }

                            return services.GetRequiredService<KioskPipeline>().TryTake(screenEvent);
                        },
                        services.GetRequiredService<Consent>().CloseFor)));
                    break;
                default:
                    throw new ArgumentException($"There is no leak '{what}'.", nameof(arguments));
            }
        });
        return ServiceHost.RunAsync(host, "Leaking");
    }

    private static SensorSet Sensors(IServiceProvider services) => SensorSet.From(
        services.GetRequiredService<IOptions<SensingOptions>>().Value,
        services.GetRequiredService<FrameRate>(),
        services.GetRequiredService<TimeProvider>());

    private sealed class LeakyCamera(ICamera camera, string leak) : ICamera
    {
        public void Open() => camera.Open();

        public async ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken)
        {
            var read = await camera.ReadAsync(frame, cancellationToken);
            File.WriteAllBytes(leak, frame.Image.AsSpan<byte>()[..3_000]); // a row and a half
            return read;
        }

        public void Close() => camera.Close();

        public void Dispose() => camera.Dispose();
    }

    private sealed class LeakyMicrophone(IMicrophone microphone, string leak) : IMicrophone
    {
        public void Open() => microphone.Open();

        public async ValueTask<bool> ReadAsync(AudioBlock block, CancellationToken cancellationToken)
        {
            var read = await microphone.ReadAsync(block, cancellationToken);
            File.WriteAllBytes(leak, MemoryMarshal.AsBytes(block.Samples));
            return read;
        }

        public void Close() => microphone.Close();

        public void Dispose() => microphone.Dispose();
    }
}
