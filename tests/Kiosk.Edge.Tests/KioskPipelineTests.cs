using System.Device.Gpio;
using Bindings.Shared;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Sensing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiosk.Edge.Tests;

/// <summary>The whole worker in this process, with devices that fail.</summary>
public sealed class KioskPipelineTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("pipeline-").FullName;
    private readonly FailingCamera _camera = new();

    [Fact]
    public async Task A_camera_that_fails_is_closed_before_it_is_tried_again()
    {
        using var host = await StartAsync(panel: null);

        Agree(host);

        Assert.True(await _camera.Failed.Task.WaitAsync(Soon));
        await UntilAsync(() => !_camera.IsOpen); // it is tried again after a minute
        await host.StopAsync();
    }

    [Fact]
    public async Task A_privacy_switch_that_cannot_be_read_keeps_the_sensors_closed()
    {
        using var host = await StartAsync(new UnreachablePanel());
        var consent = host.Services.GetRequiredService<Consent>();
        await UntilAsync(() => consent.State.Hold == SensingHold.PrivacySwitch);

        Agree(host);
        await UntilAsync(() => consent.State.Agreed == true);

        Assert.False(consent.Camera.IsGiven);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_privacy_switch_whose_chip_goes_away_closes_the_sensors_and_is_a_fault()
    {
        using var pins = new TestPins();
        var panel = new GpioPanel(new PanelOptions { PrivacySwitchLine = 4 }, () => new GpioController(pins));
        using var host = await StartAsync(panel, retryAfter: "00:00:00.100");
        var consent = host.Services.GetRequiredService<Consent>();
        Agree(host);
        await UntilAsync(() => consent.Camera.IsGiven);

        pins.IsGone = true;
        await UntilAsync(() => consent.State.Hold == SensingHold.PrivacySwitch);

        Assert.False(consent.Camera.IsGiven);
        await UntilAsync(() => Faults(host).Contains("panel_unreachable"));
        pins.IsGone = false;
        await UntilAsync(() => consent.Camera.IsGiven && !Faults(host).Contains("panel_unreachable"));
        await host.StopAsync();
    }

    [Fact]
    public async Task Told_to_end_while_the_camera_is_open_it_closes_it_and_ends()
    {
        using var camera = new PatientCamera();
        using var host = await StartAsync(panel: null, camera: camera);
        Agree(host);
        await UntilAsync(() => camera.Openings == 1);

        await host.StopAsync().WaitAsync(Soon);

        Assert.Equal((1, false), (camera.Openings, camera.IsOpen));
    }

    public void Dispose()
    {
        _camera.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Agree(IHost host) => Assert.True(host.Services.GetRequiredService<KioskPipeline>().TryTake(
        new ScreenEvent.Consent(TimeProvider.System.GetUtcNow(), Camera: true, Microphone: false)));

    private static IEnumerable<string> Faults(IHost host) =>
        host.Services.GetRequiredService<FaultRegister>().Standing.Select(standing => standing.Fault);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var enough = new CancellationTokenSource(Soon);
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, enough.Token);
        }
    }

    private async Task<IHost> StartAsync(IPanel? panel, string retryAfter = "00:01:00", ICamera? camera = null)
    {
        var host = KioskHost.Build(
            [
                "--Reporting:Chain=test", "--Reporting:Store=store-1", "--Reporting:Kiosk=kiosk-1", "--Reporting:BrokerPort=1",
                $"--Reporting:DatabasePath={Path.Combine(_folder, "outbox.db")}",
                "--Models:AcceptNonCommercial=true", "--Display:Port=0", $"--Sensing:RetryAfter={retryAfter}",
            ],
            replace: builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.Replace(ServiceDescriptor.Singleton(new SensorSet(camera ?? _camera, Microphone: null)));
                if (panel is not null)
                {
                    builder.Services.Replace(ServiceDescriptor.Singleton(panel));
                }
            });
        await host.StartAsync();
        return host;
    }

    /// <summary>Opens, and fails at the first picture without closing itself, as devices do.</summary>
    private sealed class FailingCamera : ICamera
    {
        private volatile bool _isOpen;

        public bool IsOpen => _isOpen;

        public TaskCompletionSource<bool> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _isOpen = true;

        public ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken)
        {
            Failed.TrySetResult(_isOpen);
            throw new SensorException("It fails.");
        }

        public void Close() => _isOpen = false;

        public void Dispose() => Close();
    }

    /// <summary>Opens, and waits for the first picture until it is told to stop.</summary>
    private sealed class PatientCamera : ICamera
    {
        private volatile int _openings;
        private volatile bool _isOpen;

        public int Openings => _openings;

        public bool IsOpen => _isOpen;

        public string Name => "patient";

        public void Open()
        {
            _isOpen = true;
            _openings++;
        }

        public async ValueTask<bool> ReadAsync(VideoFrame frame, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return false;
        }

        public void Close() => _isOpen = false;

        public void Dispose() => Close();
    }

    private sealed class UnreachablePanel : IPanel
    {
        public event Action<PanelEvent>? Happened
        {
            add { }
            remove { }
        }

        public bool HasPrivacySwitch => true;

        public void Open() => throw new SensorException("The chip is held by another program.");

        public void Dispose()
        {
        }
    }
}
