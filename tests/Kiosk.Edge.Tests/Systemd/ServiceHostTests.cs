using Kiosk.Systemd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kiosk.Edge.Tests.Systemd;

public sealed class ServiceHostTests
{
    [Theory]
    [InlineData(true, ServiceHost.Failed)]
    [InlineData(false, ServiceHost.Done)]
    public async Task A_service_ends_with_a_status_that_systemd_restarts_on_only_when_a_loop_has_failed(bool fails, int status)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddHostedService(provider =>
            new Loop(provider.GetRequiredService<IHostApplicationLifetime>(), fails));

        Assert.Equal(status, await ServiceHost.RunAsync(builder.Build(), "Running"));
    }

    /// <summary>Once the service runs, it fails or tells it to end.</summary>
    private sealed class Loop(IHostApplicationLifetime lifetime, bool fails) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource();
            lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            if (fails)
            {
                throw new InvalidOperationException("The loop fails.");
            }

            lifetime.StopApplication();
        }
    }
}
